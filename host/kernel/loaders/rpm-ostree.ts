import { byTool } from "./by-tool.ts";
import type { ManagedLoader } from "./loader.ts";

/**
 * Deployments of ostree (Silverblue, Kinoite, CoreOS, image mode). Arguments are part of a deployment (`rpm-ostree kargs`), and so is the initramfs,
 * which is made where the tree is composed, or anew for every deployment by `rpm-ostree initramfs`. /usr is read-only. Known, and refused.
 */
export const rpmOstree: ManagedLoader = {
  ...byTool("rpm-ostree", "rpm-ostree makes a new deployment with the arguments"),
  manages: ({ owner }) => owner === "rpm-ostree",
  problems: () => [
    {
      what:
        "this system is a deployment of ostree: its initramfs and its boot entries belong to the deployment, and what is written into them " +
        "is not in the next one",
      next:
        "bind the functions by hand: `rpm-ostree kargs --append-if-missing=vfio-pci.ids=<vendor>:<device> --append-if-missing=rd.driver.pre=vfio-pci` " +
        "(and `intel_iommu=on` for Intel), `rpm-ostree initramfs --enable --arg=--force-drivers --arg=vfio-pci`, and reboot",
    },
  ],
};
