import type { StackState, StateResource } from "../driver/state.ts";

const TYPE = "vfio:index:HostKernel";
const INPUTS = {
  devices: ["auto"],
  allowBootDisplay: false,
  allowUnknownLifelines: false,
  commandLine: { iommu: "pt", vfio_bind: "0000:01:00.0@1234:1111" },
  modprobe: {},
  iommuPassthrough: true,
  reboot: "manual",
  rebootTimeout: 600,
  functions: { "0000:01:00.0": "1234:1111" },
  files: { "/etc/default/grub.d/90-pulumi-vfio.cfg": "# recorded\n" },
  overlay: { path: "/boot/vfio/early.cpio", bind: "00", kernels: "6.1.0-56-amd64" },
};
const OUTPUTS = {
  ...INPUTS,
  addresses: ["0000:01:00.0"],
  rebootRequired: false,
  rebootReasons: [],
  bootedWith: "iommu=pt vfio_bind=0000:01:00.0@1234:1111",
  overlayHash: "00",
  iommu: "on",
  reboots: 1,
  originalDrivers: { "0000:01:00.0": "bochs-drm" },
};

/** An exported stack of a workstation, as it would be had its host been configured before. */
export function withConfiguredKernel(exported: string): string {
  const state = JSON.parse(exported) as StackState;
  const resources = state.deployment.resources ?? [];
  const workstation = found(resources, "vfio:index:Workstation");
  const provider = found(resources, "pulumi:providers:vfio");
  const kernel = {
    type: TYPE,
    urn: workstation.urn.replace(/::vfio:index:Workstation::/, `::vfio:index:Workstation$${TYPE}::`),
    custom: true,
    id: "host-kernel",
    parent: workstation.urn,
    provider: `${provider.urn}::${provider.id}`,
    inputs: INPUTS,
    outputs: OUTPUTS,
  };
  return JSON.stringify({ ...state, deployment: { ...state.deployment, resources: [...resources, kernel] } });
}

function found(resources: readonly StateResource[], type: string): StateResource {
  const resource = resources.find((candidate) => candidate.type === type);
  if (resource === undefined) throw new Error(`the state has no ${type}`);
  return resource;
}
