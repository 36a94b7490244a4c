import type { HostState } from "./state.ts";

/** A host with GRUB and two kernels, on which nobody has set anything special. */
export const plainState: HostState = {
  cpu: "intel",
  iommu: "on",
  driver: "nouveau",
  gigabytePages: true,
  acsPatch: "lacks it",
  loader: "grub",
  partition: "/boot/efi",
  hasCommandLineFile: true,
  entries: [],
  grub: {
    default: ["quiet"],
    linux: [],
    half: [],
    halfIn: "default",
    quotes: "double",
    comment: false,
    lineEnds: "\n",
    lastLineEnds: true,
    settings: [],
    broken: false,
  },
  dropIns: [],
  modprobe: ["kvm.conf"],
  initramfsModules: [],
  kernels: ["newer"],
  others: [],
  staleMenu: false,
};
