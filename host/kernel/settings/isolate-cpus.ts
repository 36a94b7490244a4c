import { parseCpuList } from "../system/cpu-list.ts";
import { type Contribution, contribution, refusal } from "./contribution.ts";
import type { SettingsFacts } from "./settings.ts";

/**
 * Keeps the host's own work off processors: scheduling (`isolcpus`), the timer tick (`nohz_full`) and RCU's callbacks (`rcu_nocbs`).
 * The boot processor keeps time for the others and cannot be without its tick (kernel/time/tick-sched.c).
 */
export function isolateCpus(list: string, { kernel: { cpu } }: SettingsFacts): Contribution {
  const wanted = parseCpuList(list);
  if (wanted === undefined) {
    return refusal(`isolateCpus: "${list}" is not a list of processors such as 2-5,8`);
  }
  if (cpu.processors === undefined)
    return refusal("isolateCpus: it is not known which processors the host has");
  const problems = problemsOf(wanted, cpu.processors);
  if (problems.length > 0) return refusal(...problems.map((problem) => `isolateCpus: ${problem}`));
  const value = render(wanted);
  return contribution({ commandLine: { isolcpus: value, nohz_full: value, rcu_nocbs: value } });
}

function problemsOf(wanted: readonly number[], present: readonly number[]): readonly string[] {
  const absent = wanted.filter((number) => !present.includes(number));
  if (absent.length > 0) {
    return [`there is no processor ${absent.join(", ")}; the host has ${render(present)}`];
  }
  if (present.every((number) => wanted.includes(number)))
    return ["the host needs a processor for itself, all are listed"];
  return wanted.includes(0) ? ["processor 0 has work that no other can do; leave it to the host"] : [];
}

/** Ascending numbers as a list of ranges: one text for one set, however it was written. */
function render(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(",");
}
