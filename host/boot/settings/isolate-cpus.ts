import { cpuListCodec } from "../../model/codecs.ts";
import type { KernelToken } from "../../model/command-line/command-line.ts";
import { parseCpuList, renderCpuList } from "../../model/cpu-list.ts";
import { contribution, refusal } from "../contribution/contribution.ts";
import { setting } from "../contribution/setting.ts";
import { insteadOf, theirTokens } from "../contribution/their-tokens.ts";

/**
 * Keeps the host's own work off processors: scheduling (`isolcpus`), the timer tick (`nohz_full`) and RCU's
 * callbacks (`rcu_nocbs`). The boot processor keeps time for the others and cannot be without its tick
 * (kernel/time/tick-sched.c).
 */
export const isolateCpus = setting({
  properties: {
    isolateCpus: cpuListCodec
      .optional()
      .describe(
        "Processors that the host leaves to pinned guest threads, as a list such as `2-5,8` " +
          "(`isolcpus`, `nohz_full`, `rcu_nocbs`). Not without pinning: other threads never run there. " +
          "Never processor 0, which keeps the time for the others, and never all.",
      ),
  },
  contribute({ isolateCpus: wanted }, facts) {
    if (wanted === undefined) return contribution();
    const { cpu } = facts.kernel;
    if (cpu.processors === undefined)
      return refusal("isolateCpus: it is not known which processors the host has");
    const problems = problemsOf(wanted, cpu.processors);
    if (problems.length > 0) return refusal(...problems.map((problem) => `isolateCpus: ${problem}`));
    const value = renderCpuList(wanted);
    const others = theirTokens(facts).flatMap((theirs) => otherLists(theirs, value));
    if (others.length > 0) return refusal(...insteadOf("isolateCpus", others));
    return contribution({ commandLine: { isolcpus: value, nohz_full: value, rcu_nocbs: value } });
  },
});

function problemsOf(wanted: readonly number[], present: readonly number[]): readonly string[] {
  const absent = wanted.filter((number) => !present.includes(number));
  if (absent.length > 0) {
    return [`there is no processor ${absent.join(", ")}; the host has ${renderCpuList(present)}`];
  }
  if (present.every((number) => wanted.includes(number)))
    return ["the host needs a processor for itself, all are listed"];
  return wanted.includes(0) ? ["processor 0 has work that no other can do; leave it to the host"] : [];
}

/**
 * Of two lists for one kind of isolation the kernel takes the first and ignores the other
 * (kernel/sched/isolation.c, housekeeping_setup). `isolcpus` may begin with words for what is kept away;
 * without any it is scheduling (`domain`), as ours is.
 */
function otherLists(tokens: readonly KernelToken[], wanted: string): readonly string[] {
  return tokens.flatMap(({ key, value = "", text }) => {
    if (key !== "isolcpus" && key !== "nohz_full") return [];
    const parts = value.split(",");
    const kinds = parts.filter((part) => /^[a-z]/.test(part));
    if (kinds.length > 0 && !kinds.includes("domain")) return [];
    const numbers = parseCpuList(parts.filter((part) => !kinds.includes(part)).join(","));
    return numbers !== undefined && renderCpuList(numbers) === wanted ? [] : [text];
  });
}
