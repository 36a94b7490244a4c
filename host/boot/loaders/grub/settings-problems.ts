import { parseCommandLine, valuesOf } from "../../../model/command-line/command-line.ts";
import type { BootLoaderFacts } from "../../../model/facts/boot-loader-facts.ts";
import type { ManagedFacts } from "../../../model/facts/managed-facts.ts";
import { paths } from "../../../model/managed-paths.ts";
import type { SupportProblem } from "../../../model/problem.ts";

interface SettingsFacts {
  readonly bootLoader: Pick<BootLoaderFacts, "grub">;
  readonly managed: Pick<ManagedFacts, "files">;
}

/**
 * What in the settings of GRUB, which others have made, would make a boot menu without our arguments, or with
 * foreign ones: known before anything is touched.
 */
export function settingsProblems(facts: SettingsFacts): readonly SupportProblem[] {
  const { grub } = facts.bootLoader;
  if (grub === undefined) return [];
  if (grub.settingsProblem !== undefined) {
    const what = `the settings of GRUB are no valid shell file: ${grub.settingsProblem}`;
    return [{ what, next: "correct the file and run `update-grub`" }];
  }
  return [
    ...carriageReturns(grub.settings),
    ...replacingDropIns(grub.replacing ?? []),
    ...foreignBinds(facts),
  ];
}

/**
 * The shell takes the carriage return of a Windows line end for a part of the value, and GRUB puts it into
 * the boot menu.
 */
function carriageReturns(settings: Readonly<Record<string, string>>): readonly SupportProblem[] {
  const names = Object.keys(settings).filter((name) => settings[name]?.includes("\r"));
  if (names.length === 0) return [];
  const what = `/etc/default/grub, or a file in /etc/default/grub.d, has Windows line ends: they are in ${names.join(", ")}`;
  return [{ what, next: "remove them: sed -i 's/\\r$//' /etc/default/grub" }];
}

/** Drop-ins are read in the order of their names; only those behind ours matter. */
function replacingDropIns(
  replacing: readonly { readonly path: string; readonly variable: string }[],
): readonly SupportProblem[] {
  return replacing
    .filter(({ path }) => path > paths.grub)
    .map(({ path, variable }) => ({
      what: `${path} is read after ${paths.grub} and replaces ${variable}, so what is added there would be lost`,
      next: `let it begin its value with $${variable}, or give it a name that comes before 90-pulumi-vfio.cfg`,
    }));
}

/**
 * `vfio_bind=` that we have not written would be in entries which are to capture nothing, and would stay
 * after the undo.
 */
function foreignBinds({ bootLoader, managed }: SettingsFacts): readonly SupportProblem[] {
  const { GRUB_CMDLINE_LINUX: all = "", GRUB_CMDLINE_LINUX_DEFAULT: ordinary = "" } =
    bootLoader.grub?.settings ?? {};
  const binds = (text: string) => valuesOf(parseCommandLine(text), "vfio_bind").map((value) => value ?? "");
  const own = binds((managed.files[paths.grub]?.text ?? "").replaceAll('"', " "));
  const foreign = [...binds(all), ...binds(ordinary).filter((value) => !own.includes(value))];
  return foreign.map((value) => ({
    what: `vfio_bind=${value} is in the settings of GRUB, and this program has not put it there`,
    next: "remove it from /etc/default/grub and /etc/default/grub.d, and run `update-grub`",
  }));
}
