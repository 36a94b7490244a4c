import { type CommandLine, type KernelToken, kernelCount, parseToken } from "./line.ts";

/** A key that two command lines do not have alike. */
export interface KeyDifference {
  readonly key: string;
  /** Its values on either line, in order; a flag has `undefined`. */
  readonly left: readonly (string | undefined)[];
  readonly right: readonly (string | undefined)[];
}

/**
 * The values that a key has, in order; a flag has `undefined`. Arguments after `--` are for init and do not
 * count.
 */
export function valuesOf(line: CommandLine, key: string): readonly (string | undefined)[] {
  return valuesIn(ownTokens(line), key.replaceAll("-", "_"));
}

/**
 * Whether the line has this argument somewhere, in any spelling that is the same to the kernel; a count of
 * huge pages for whatever size.
 */
export function hasToken(line: CommandLine, text: string): boolean {
  const { key, value } = parseToken(text);
  return ownTokens(line).some((token) => token.key === key && token.value === value);
}

/**
 * The tokens of `wanted` that are not in effect on `line`. Per key the values are compared as an ordered
 * multiset: all wanted ones must be there in their order, and the last one must be the wanted last one,
 * because for most arguments the last one counts. Counts of huge pages go with their sizes: when one is
 * missing, both are.
 */
export function missingFrom(line: CommandLine, wanted: readonly KernelToken[]): readonly KernelToken[] {
  const found = ownTokens(line);
  const unmet = new Set(
    keysOf(wanted).filter((key) => !holds(valuesIn(found, key), valuesIn(wanted, key), lastCounts(key))),
  );
  if (unmet.has("hugepages")) unmet.add("hugepagesz");
  if (unmet.has("hugepagesz") && wanted.some(({ key }) => key === "hugepages")) unmet.add("hugepages");
  return wanted.filter(({ key }) => unmet.has(key));
}

/**
 * Compares two lines key by key: the order of values of one key counts, the order of keys does not. Empty
 * when they mean the same.
 */
export function compareCommandLines(left: CommandLine, right: CommandLine): readonly KeyDifference[] {
  const [ours, theirs] = [ownTokens(left), ownTokens(right)];
  return keysOf([...ours, ...theirs]).flatMap((key) => {
    const difference = { key, left: valuesIn(ours, key), right: valuesIn(theirs, key) };
    const same =
      difference.left.length === difference.right.length &&
      difference.left.every((value, at) => value === difference.right[at]);
    return same ? [] : [difference];
  });
}

function ownTokens(line: CommandLine): readonly KernelToken[] {
  return line.tokens.slice(0, kernelCount(line));
}

/**
 * A count of huge pages belongs to the size that stands before it (mm/hugetlb.c, hugepages_setup), so it is
 * compared together with it, as `1G:16`; without a size it is meant for the default size.
 */
function valuesIn(tokens: readonly KernelToken[], key: string): readonly (string | undefined)[] {
  if (key !== "hugepages") return tokens.filter((token) => token.key === key).map(({ value }) => value);
  let size: string | undefined;
  return tokens.flatMap((token) => {
    if (token.key === "hugepagesz") size = token.value;
    if (token.key !== "hugepages") return [];
    return [size === undefined ? token.value : `${size}:${token.value ?? ""}`];
  });
}

/**
 * Of sizes of huge pages each counts; of two counts for one size the kernel takes the first and ignores the
 * other.
 */
function lastCounts(key: string): boolean {
  return key !== "hugepages" && key !== "hugepagesz";
}

function keysOf(tokens: readonly KernelToken[]): readonly string[] {
  return [...new Set(tokens.map(({ key }) => key))];
}

function holds(
  found: readonly (string | undefined)[],
  wanted: readonly (string | undefined)[],
  last: boolean,
): boolean {
  let at = 0;
  for (const value of found) if (at < wanted.length && value === wanted[at]) at += 1;
  return at === wanted.length && (!last || found.at(-1) === wanted.at(-1));
}
