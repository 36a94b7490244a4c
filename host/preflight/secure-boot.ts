import type { Topic } from "./check.ts";

/**
 * What Secure Boot means here. shim and GRUB check the signature of the kernel and not of an initrd, and
 * systemd-boot's loader entries are no different, so that an overlay initrd loads; a unified kernel image is
 * signed as a whole, which is why such hosts are refused as a boot loader. A locked-down kernel loads signed
 * modules only: the distribution's vfio modules are.
 */
export const secureBoot: Topic = ({ kernel, condition }) => {
  const common = { id: "secure-boot", title: "The kernel takes unsigned modules", weight: "soft" } as const;
  const { lockdown = "none" } = condition;
  const state = `Secure Boot ${kernel.secureBoot}, kernel lockdown ${lockdown}`;
  if (lockdown !== "none" || kernel.secureBoot === "on") {
    return [
      {
        ...common,
        answer: "no",
        evidence: `${state}: the overlay initrd and the distribution's vfio modules are loaded all the same; unsigned modules are not`,
        next: "sign modules that are built here, such as kvmfr or vendor-reset, with a key of the machine's owner (mokutil)",
      },
    ];
  }
  const answer = kernel.secureBoot === "unknown" ? "unknown" : "yes";
  return [{ ...common, answer, evidence: state }];
};
