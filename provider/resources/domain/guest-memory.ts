import { foundBoot } from "../../../host/boot/plan/found-boot.ts";
import { hugePagesIn } from "../../../host/boot/settings/hugepages.ts";
import { isActive } from "../../../host/model/facts/libvirt-facts.ts";
import type { Observation } from "../../../host/model/facts/observation.ts";
import { describeRemark } from "../../../host/preflight/describe-checks.ts";
import { guestMemory } from "../../../host/preflight/memory.ts";
import { remarks } from "../../../host/preflight/preflight.ts";
import type { OperationContext } from "../../contract/resource.ts";
import type { DomainInputs } from "./schema.ts";

/**
 * Warns when a guest that is to be started needs more memory than is free, less what the next boot sets aside
 * in large pages.
 */
export async function judgeMemory(context: OperationContext, news: DomainInputs): Promise<DomainInputs> {
  const facts = await context.host.observe();
  if (!isStarted(news, facts)) return news;
  const hugePageBytes = hugePagesIn(foundBoot(facts).commandLine);
  const notes = remarks(guestMemory(facts, { functions: [], memoryBytes: news.memory, hugePageBytes }));
  if (notes.length > 0) {
    const lines = notes.map((note) => `- ${describeRemark(note)}`);
    context.log("warning", ["Worth knowing before this is done:", ...lines].join("\n"));
  }
  return news;
}

/** Only a guest with devices has all its memory locked; what a guest that runs needs, it has. */
function isStarted({ name, hostdevs, power }: DomainInputs, { libvirt }: Observation): boolean {
  if (hostdevs.length === 0 || power === "off" || power === "unmanaged") return false;
  const domains = libvirt.state === "ready" ? libvirt.domains : [];
  const existing = domains.find((domain) => domain.name === name);
  return existing === undefined || (power === "on" && !isActive(existing));
}
