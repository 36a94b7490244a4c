import type { Check, Topic } from "./check.ts";

/** Whether the package manager is at rest: a kernel or an initramfs that is half installed may not boot. */
export const pendingPackages: Topic = ({ packages, condition }) => {
  const common = {
    id: "packages-settled",
    title: "No package operation is pending",
    weight: "soft",
  } as const;
  if (packages.manager !== "apt") {
    return [
      {
        ...common,
        answer: "unknown",
        evidence: `${packages.manager ?? "no known package manager"} does not say`,
      },
    ];
  }
  const checks: Check[] = [];
  const { broken, locked } = packages;
  if (broken.length > 0 || condition.packagesInterrupted === true) {
    const what = broken.length > 0 ? `half installed: ${broken.join(", ")}` : "dpkg was interrupted";
    const next = "run `dpkg --configure -a` as root before the host is rebooted";
    checks.push({ ...common, answer: "no", evidence: what, next });
  }
  if (locked) {
    const evidence = "another program is installing packages at this moment";
    checks.push({
      ...common,
      answer: "no",
      evidence,
      next: "wait for it to end, or the run will be refused",
    });
  }
  return checks.length > 0 ? checks : [{ ...common, answer: "yes", evidence: "dpkg has nothing half done" }];
};
