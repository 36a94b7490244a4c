import { type ByteSize, renderByteSize } from "../../model/byte-size.ts";
import { HostError } from "../../model/errors.ts";
import type { LibvirtInventory, VolumeFacts } from "../../model/facts/libvirt-facts.ts";
import { type DiskUser, usersOf } from "../domain/disk-users.ts";

/** A disk image as it should be. */
export interface VolumeWish {
  readonly pool: string;
  readonly name: string;
  readonly capacity: ByteSize;
  readonly format: "qcow2" | "raw";
}

export type VolumePlan =
  | { readonly action: "none"; readonly existing: VolumeFacts; readonly adopts: boolean }
  | { readonly action: "create" }
  | {
      readonly action: "grow";
      readonly existing: VolumeFacts;
      readonly adopts: boolean;
      /** The running guest that uses it and must learn of the new size. */
      readonly runningIn: DiskUser | undefined;
    };

/** An image that takes less than this on the host holds nobody's data: qcow2 has its tables only. */
const EMPTY = 1 << 20;

/**
 * Decides how to reach the wanted volume. `owned` says whether an existing one is ours already; one that is
 * not is taken only with `adopt`, or when it is empty and just as declared (as after a run that was cut off).
 * Throws a HostError to refuse that, a smaller capacity, or another format.
 */
export function planVolume(
  inventory: LibvirtInventory,
  wish: VolumeWish,
  { owned, adopt, host }: { readonly owned: boolean; readonly adopt: boolean; readonly host: string },
): VolumePlan {
  const existing = inventory.volumes.find(({ pool, name }) => pool === wish.pool && name === wish.name);
  if (existing === undefined) return { action: "create" };
  const asWanted = existing.format === wish.format && existing.capacity === wish.capacity;
  if (!(owned || adopt || (asWanted && existing.allocation < EMPTY))) throw foreign(existing, host);
  if (existing.format !== wish.format) throw otherFormat(existing, wish, host);
  if (existing.capacity > wish.capacity) throw wouldShrink(existing, wish, host);
  if (existing.capacity === wish.capacity) return { action: "none", existing, adopts: !owned };
  const runningIn = usersOf(inventory.domains, existing.path).find(({ active }) => active);
  return { action: "grow", existing, adopts: !owned, runningIn };
}

/** The plan in words, one line per step; empty when nothing differs. */
export function describeVolumePlan(plan: VolumePlan, wish: VolumeWish): readonly string[] {
  const name = `${wish.pool}/${wish.name}`;
  if (plan.action === "create") {
    return [
      `create volume ${name} (${wish.format}, ${renderByteSize(wish.capacity)}, takes space as it fills)`,
    ];
  }
  const lines = plan.adopts ? [`take over the volume ${name} that is there (${plan.existing.path})`] : [];
  if (plan.action === "none") return lines;
  const how = plan.runningIn === undefined ? "" : `, while ${plan.runningIn.domain} runs with it`;
  const sizes = `${renderByteSize(plan.existing.capacity)} to ${renderByteSize(wish.capacity)}`;
  return [...lines, `grow volume ${name} from ${sizes}${how}; the data stays`];
}

function foreign({ path, format, capacity }: VolumeFacts, host: string): HostError {
  return new HostError({
    what: "A volume of that name is there already and was not made by this resource",
    host,
    found: `${path} (${format}, ${renderByteSize(capacity)})`,
    next: "choose another name, set `adopt: true` to take it over with what is in it, or import it",
  });
}

function otherFormat({ path, format }: VolumeFacts, wish: VolumeWish, host: string): HostError {
  return new HostError({
    what: `The format of the volume ${wish.pool}/${wish.name} cannot be changed in place`,
    host,
    expected: wish.format,
    found: `${format} (${path})`,
    next: `declare format ${format}, or convert it by hand with \`qemu-img convert\` into a volume of another name`,
  });
}

function wouldShrink({ path, capacity }: VolumeFacts, wish: VolumeWish, host: string): HostError {
  return new HostError({
    what: `The volume ${wish.pool}/${wish.name} is larger than declared, and shrinking would cut its data off`,
    host,
    expected: `at most ${renderByteSize(wish.capacity)}`,
    found: `${renderByteSize(capacity)} (${path})`,
    next: `declare a capacity of ${renderByteSize(capacity)} or more`,
  });
}
