import { type KernelToken, parseToken } from "./command-line.ts";

/** Kernel arguments by name; `true` stands for a flag without a value. */
export type KernelArguments = Readonly<Record<string, string | true>>;

/** Arguments that HostKernel sets itself. */
const ownedArguments: readonly string[] = ["vfio_bind", "iommu", "intel_iommu"];

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
/**
 * What passes unchanged and unquoted through a shell's double quotes, through a GRUB script, and to the
 * kernel.
 */
const VALUE = /^[A-Za-z0-9_.,:@/+=%~^-]+$/;

/** Why an argument cannot be written, or `undefined`. */
export function argumentProblem(name: string, value: string | true): string | undefined {
  if (!NAME.test(name)) return `"${name}" is not the name of a kernel argument`;
  if (value === true) return undefined;
  if (value === "") return `${name} has an empty value; write true for a flag`;
  const bad = [...new Set([...value].filter((letter) => !VALUE.test(letter)))];
  if (bad.length === 0) return undefined;
  const shown = bad.map((letter) => JSON.stringify(letter)).join(" ");
  return `${name} has characters that cannot be written safely into a GRUB boot menu: ${shown}`;
}

/** The name of an argument that HostKernel sets itself, in any spelling; `undefined` for others. */
export function ownedName(name: string): string | undefined {
  const key = parseToken(name).key;
  return ownedArguments.find((owned) => owned === key);
}

/**
 * The tokens in the order in which they are written: by name, but sizes of huge pages before their counts,
 * which refer to them.
 */
export function tokensOf(args: KernelArguments): readonly KernelToken[] {
  const rank = (name: string) => (name === "hugepages" ? "hugepagesz~" : name);
  return Object.entries(args)
    .sort(([left], [right]) => (rank(left) < rank(right) ? -1 : 1))
    .map(([name, value]) => parseToken(value === true ? name : `${name}=${value}`));
}
