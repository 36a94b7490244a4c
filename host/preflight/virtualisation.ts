import type { Check, Topic } from "./check.ts";

/**
 * Without the processor's help guests run, emulated and slowly; passing functions through works all the same.
 */
export const virtualisation: Topic = ({ kernel: { cpu } }) => {
  const common = {
    id: "cpu-virtualisation",
    title: "The processor runs guests itself",
    weight: "soft",
  } as const;
  const { virtualisation: flag, vendor } = cpu;
  if (flag !== undefined) return [{ ...common, answer: "yes", evidence: `${flag} in /proc/cpuinfo` }];
  const settings = { intel: "VT-x", amd: "SVM", other: "virtualisation" };
  const check: Check = {
    ...common,
    answer: vendor === "other" ? "unknown" : "no",
    evidence: "neither vmx nor svm is in /proc/cpuinfo, so guests are emulated, which is slow",
    next: `switch on ${settings[vendor]} in the firmware setup; on a virtual machine, nested virtualisation`,
  };
  return [vendor === "other" ? { ...check, next: undefined } : check];
};
