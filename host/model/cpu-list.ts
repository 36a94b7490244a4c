/** The numbers in a list of processors such as `0-3,8`, ascending, each once; `undefined` when it is none. */
export function parseCpuList(list: string): readonly number[] | undefined {
  const ranges = list.trim().split(",").map(rangeOf);
  const found = ranges.filter((range) => range !== undefined);
  if (found.length < ranges.length) return undefined;
  return [...new Set(found.flat())].sort((left, right) => left - right);
}

/** Ascending numbers as a list of ranges: one text for one set, however it was written. */
export function renderCpuList(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(",");
}

/** More processors than any kernel supports (CONFIG_NR_CPUS is 8192 at most). */
const LIMIT = 8_192;

function rangeOf(text: string): readonly number[] | undefined {
  const [, start, end] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (start === undefined) return undefined;
  const [first, last] = [Number(start), Number(end ?? start)];
  if (first > last || last >= LIMIT) return undefined;
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
