import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import type { BootFacts } from "../../../../../host/model/boot/boot-facts.ts";
import type { WantedBoot } from "../../../../../host/model/boot/wanted-boot.ts";
import { wantedBoot } from "../lab-host.ts";

/** The plan in short: kinds, with what tells them apart. */
export function short(facts: BootFacts, goal: WantedBoot = wantedBoot()): readonly string[] {
  return planBoot(facts, goal).map((change) => {
    const { kind } = change;
    switch (change.kind) {
      case "file":
        return `file ${change.path}`;
      case "copy":
        return `copy ${change.path}`;
      case "token":
        return `${change.action} ${change.text}`;
      case "sysctl":
        return `${change.name}: ${change.from} -> ${change.to}`;
      case "d3cold":
        return `d3cold ${change.address}`;
      case "bind":
        return `bind ${change.address}`;
      case "menu":
        return "menu";
      case "overlay":
        return `overlay: ${change.because}`;
      case "no-overlay":
        return `no-overlay ${change.path}`;
      case "images":
        return `${change.how} ${change.images.map(({ path }) => path).join(" ")}: ${change.because}`;
      case "reboot":
      case "failed":
        return `${kind}: ${change.because[0]}`;
      default:
        return kind;
    }
  });
}
