import { HostError } from "../../model/errors.ts";
import type { LibvirtInventory, PoolFacts } from "../../model/facts/libvirt-facts.ts";

/** A directory pool as it should be. */
export interface PoolWish {
  readonly name: string;
  /** Absolute path of the directory. */
  readonly path: string;
  /** Whether libvirt starts it with itself. */
  readonly autostart: boolean;
}

/** What is to be done, in this order; nothing at all when every part is false. */
export interface PoolPlan {
  readonly define: boolean;
  readonly start: boolean;
  readonly autostart: "enable" | "disable" | undefined;
  /** The pool that is there already and is the wanted one. */
  readonly existing: PoolFacts | undefined;
}

/** Decides how to reach the wanted pool. Throws a HostError for another pool of that name. */
export function planPool({ pools }: LibvirtInventory, wish: PoolWish, host: string): PoolPlan {
  const existing = pools.find(({ name }) => name === wish.name);
  if (existing !== undefined) refuseOther(existing, wish, host);
  const rival = pools.find(
    ({ name, path }) => name !== wish.name && path !== undefined && samePath(path, wish.path),
  );
  if (rival !== undefined) {
    throw new HostError({
      what: `The directory ${wish.path} belongs to another storage pool`,
      host,
      expected: "a directory of its own for every pool",
      found: `the pool ${rival.name}`,
      next: `use the pool ${rival.name}, or another path`,
    });
  }
  const autostarts = existing?.autostart ?? false;
  return {
    define: existing === undefined || !existing.persistent,
    start: existing?.active !== true,
    autostart: autostarts === wish.autostart ? undefined : wish.autostart ? "enable" : "disable",
    existing,
  };
}

/** The plan in words, one line per step; empty when nothing differs. */
export function describePoolPlan(plan: PoolPlan, { name, path }: PoolWish): readonly string[] {
  const lines: string[] = [];
  if (plan.define) lines.push(`define storage pool ${name} (directory ${path}, made if it is missing)`);
  if (plan.start) lines.push(`start storage pool ${name}`);
  if (plan.autostart === "enable") lines.push(`let storage pool ${name} start with libvirt`);
  if (plan.autostart === "disable") lines.push(`do not let storage pool ${name} start with libvirt any more`);
  return lines;
}

function refuseOther(found: PoolFacts, wish: PoolWish, host: string): void {
  if (found.type === "dir" && found.path !== undefined && samePath(found.path, wish.path)) return;
  throw new HostError({
    what: `A storage pool named ${wish.name} is there already and is another one`,
    host,
    expected: `a pool of type dir in ${wish.path}`,
    found: `type ${found.type}${found.path === undefined ? "" : ` in ${found.path}`}`,
    next: "choose another name, or the path of the pool that is there",
  });
}

function samePath(one: string, other: string): boolean {
  const clean = (path: string): string => path.replaceAll(/\/+/g, "/").replace(/(.)\/$/, "$1");
  return clean(one) === clean(other);
}
