import { ordinaryEntries } from "../../../model/boot/ordinary-entries.ts";
import { parseCommandLine, valuesOf } from "../../../model/command-line/command-line.ts";
import type { SupportProblem } from "../../../model/problem.ts";
import type { LoaderFacts } from "../contract/loader.ts";

/**
 * `vfio_bind=` in boot loader entries of a host that this program has never changed, as problems. Once it
 * has, every `vfio_bind=` in them is taken for its own and out again, so an undo could not restore one that
 * was there before.
 */
export function foreignBindsInEntries({ bootLoader, managed }: LoaderFacts): readonly SupportProblem[] {
  if (managed.journal !== undefined) return [];
  return ordinaryEntries(bootLoader.entries).flatMap(({ id, title, commandLine }) =>
    valuesOf(parseCommandLine(commandLine), "vfio_bind").map((value) => ({
      what: `vfio_bind=${value ?? ""} is in the boot loader entry ${id ?? title}, and this program has not put it there`,
      next: "remove it from the options of the entry, and from /etc/kernel/cmdline",
    })),
  );
}
