import { parseBootLoader } from "../../../../../../host/boot/loaders/parse-boot-loader.ts";
import type { Observation } from "../../../../../../host/model/facts/observation.ts";
import { AUDIO, GPU } from "../../lab-host.ts";
import { caseOf, factsOf } from "../boot-loader-cases.ts";

/** A host as it runs, and with a deployment of ours that is staged. */
export const BOOTED = "silverblue40-rpm-ostree";
export const STAGED = "silverblue40-staged";

/** Our arguments in the staged deployment. */
export const tokens: readonly string[] =
  caseOf(STAGED)
    .match(/^deployment-arguments .*quiet (.*)$/m)?.[1]
    ?.split(" ") ?? [];

/** What is declared. */
export function declared() {
  return { commandLine: {}, moduleOptions: {}, allowBootDisplay: false, iommuPassthrough: true };
}

/** The card and its sound. */
export function wantedFunctions({ pci }: Observation) {
  return pci.filter(({ address }) => address === GPU || address === AUDIO);
}

/** Of its card, the subsystem tells it from the boot display; the kernel is in the tree. */
export function host(name: string, text = caseOf(name)): Observation {
  const facts = factsOf(name, "dracut");
  const pci = facts.pci.map((device) =>
    device.address === GPU ? { ...device, subsystemVendor: "1af4", subsystemDevice: "1100" } : device,
  );
  const installed = facts.kernel.installed.map((kernel) => ({
    ...kernel,
    image: `/lib/modules/${kernel.release}/vmlinuz`,
    initrd: undefined,
    intelIommuDefault: "off" as const,
  }));
  return { ...facts, pci, kernel: { ...facts.kernel, installed }, bootLoader: parseBootLoader(text) };
}
