import { both, condition, GPU, gpu, IGPU, kernel, noGroups, type Row, same, xorg } from "./changes.ts";

/** Questions about the functions. */
export const cardRows: readonly Row[] = [
  ["a viable group", same, "group-viable", "hard yes", /bridge/],
  ["groups that are not known", noGroups, "group-viable", "soft unknown", /after the reboot/],
  [
    "a function without a group",
    gpu({ iommuGroup: undefined }),
    "group-viable",
    "hard no",
    /has no IOMMU group/,
  ],

  ["another display for the host", same, "boot-display", "hard yes", /none of these/],
  [
    "the boot display",
    gpu({ bootVga: true }),
    "boot-display",
    "hard no",
    /boot display: the host would have no screen/,
  ],
  [
    "no boot display known",
    both(gpu({ class: "030000" }), (facts) => ({
      ...facts,
      pci: facts.pci.map((device) => ({ ...device, bootVga: undefined })),
    })),
    "boot-display",
    "hard unknown",
    /may be the boot display/,
  ],

  ["an idle card", same, "display-in-use", "hard yes", /no process/],
  [
    "a program that draws on it",
    condition({ displayHolders: [xorg] }),
    "display-in-use",
    "hard no",
    /Xorg \(812\).*Virtual-2/,
  ],
  [
    "a program that computes on it",
    condition({ displayHolders: [{ ...xorg, node: "renderD129" }] }),
    "display-in-use",
    "soft no",
    /open in Xorg/,
  ],
  [
    "a program without a monitor",
    both(
      gpu({ connectors: [{ name: "DP-1", status: "disconnected" }] }),
      condition({ displayHolders: [xorg] }),
    ),
    "display-in-use",
    "soft no",
    /open in Xorg/,
  ],
  [
    "a program on the host's own",
    condition({ displayHolders: [{ ...xorg, address: IGPU }] }),
    "display-in-use",
    "hard yes",
    /no process/,
  ],
  [
    "no look at the processes",
    condition({ displayHolders: undefined }),
    "display-in-use",
    "soft unknown",
    /could not be looked at/,
  ],

  ["a monitor", same, "connectors", "soft yes", /0000:01:00\.0 Virtual-2/],
  [
    "no monitor",
    gpu({ connectors: [{ name: "DP-1", status: "disconnected" }] }),
    "connectors",
    "soft no",
    /DP-1/,
  ],
  ["no driver that would know", gpu({ connectors: [] }), "connectors", "soft unknown", /no graphics driver/],

  [
    "a framebuffer on the card",
    condition({
      framebuffers: [
        { owner: "BOOTFB", address: GPU },
        { owner: "simpledrm", address: GPU },
      ],
    }),
    "framebuffer",
    "soft no",
    /BOOTFB, simpledrm in the memory of 0000:01:00\.0/,
  ],
  [
    "a framebuffer on the other one",
    condition({ framebuffers: [{ owner: "efifb", address: IGPU }] }),
    "framebuffer",
    "soft yes",
    /none/,
  ],

  ["a card off the bus", condition({ lost: [GPU] }), "on-bus", "hard no", /0000:01:00\.0 does not answer/],
  ["a card without power", gpu({ powerState: "D3cold" }), "power-state", "soft no", /D3cold/],
  [
    "a card that vfio-pci lets sleep",
    gpu({ powerState: "D3cold", driver: "vfio-pci" }),
    "power-state",
    "soft yes",
    /D3cold/,
  ],
  ["bus reset alone", same, "reset", "soft yes", /bus/],
  ["no reset", gpu({ resetMethods: [] }), "reset", "soft no", /no way to reset 0000:01:00/],
  [
    "an old kernel",
    both(gpu({ resetMethods: [] }), kernel({ running: "5.10.0-30-amd64" })),
    "reset",
    "soft unknown",
    /5\.15/,
  ],
  [
    "a small window",
    condition({ resizableBars: [{ address: GPU, bar: 0, bytes: 2 ** 28, largestBytes: 2 ** 34 }] }),
    "resizable-bar",
    "soft no",
    /256 MiB, at most 16384 MiB/,
  ],
  [
    "the whole window",
    condition({ resizableBars: [{ address: GPU, bar: 0, bytes: 2 ** 34, largestBytes: 2 ** 34 }] }),
    "resizable-bar",
    "soft yes",
    /16384 MiB/,
  ],

  ["two cards of one kind", same, "own-ids", "soft no", /bound by address.*\n0000:00:01\.0 \[1234:1111]/],
  ["one of a kind", gpu({ device: "2222" }), "own-ids", "soft yes", /1234:2222/],
  ["a whole card", same, "whole-card", "soft yes", /all functions/],
];
