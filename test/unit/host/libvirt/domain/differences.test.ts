import { describe, expect, test } from "vitest";
import { differencesOf } from "../../../../../host/libvirt/domain/differences.ts";
import { wantedDefinition } from "../../../../../host/libvirt/domain/domain-plan.ts";
import { byteSize } from "../../../../../host/model/byte-size.ts";
import type { DomainWish } from "../../../../../host/model/domain-wish.ts";
import { grownWish, onlyDomain, recorded, recordedWish } from "../recordings.ts";
import { address } from "./wishes.ts";

const shutOff = onlyDomain(recorded("shut-off"));
const running = onlyDomain(recorded("pending-restart"));
const against = (wish: DomainWish) =>
  differencesOf(wantedDefinition(wish, shutOff), shutOff.inactive, "inactive").map(({ property, text }) => [
    property,
    text,
  ]);

describe("a definition that libvirt has completed", () => {
  test("is as wanted", () => {
    expect(against(recordedWish)).toEqual([]);
  });

  const [function0, function1] = recordedWish.hostdevs;
  const changes: [what: string, change: Partial<DomainWish>, expected: [property: string, text: string][]][] =
    [
      ["a processor more", { vcpus: 2 }, [["vcpus", "vcpu: 1 instead of 2"]]],
      ["another title", { title: "B" }, [["title", "title: A & B instead of B"]]],
      [
        "another command line",
        {
          directBoot: {
            kernel: "/var/lib/lab-guest/vmlinuz",
            initrd: "/var/lib/lab-guest/initrd",
            commandLine: "quiet",
          },
        },
        [["commandLine", "os: cmdline: console=ttyS0 instead of quiet"]],
      ],
      [
        "no kernel",
        { directBoot: undefined },
        [
          ["kernel", "os: kernel: not declared"],
          ["initrd", "os: initrd: not declared"],
          ["commandLine", "os: cmdline: not declared"],
        ],
      ],
      ["no title", { title: undefined }, [["title", "title: not declared"]]],
      ["no copy of the serial console", { serialFile: undefined }, [["serial", "serial: log: not declared"]]],
      ["no disk", { disks: [] }, [["disks", "disk vda: not declared"]]],
      ["no address limit", { addressBits: undefined }, [["cpu", "cpu: maxphysaddr: not declared"]]],
      ["another address limit", { addressBits: 38 }, [["cpu", "cpu: maxphysaddr: bits is 39 instead of 38"]]],
      [
        "a function less",
        { hostdevs: function0 ? [function0] : [] },
        [["hostdevs", "hostdev 0000:01:00.1: not declared"]],
      ],
      [
        "a card more",
        {
          hostdevs: [
            ...(function0 && function1 ? [function0, function1] : []),
            { address: address("02:00.0") },
          ],
        },
        [
          ["hostdevs", "controller pci 8: missing"],
          ["hostdevs", "hostdev 0000:02:00.0: missing"],
        ],
      ],
      [
        "larger shared memory",
        { sharedMemory: [{ name: "looking-glass", size: byteSize(64 * 2 ** 20) }] },
        [["sharedMemory", "shmem looking-glass: size: 32 instead of 64"]],
      ],
      [
        "another network",
        { networks: [{ source: { bridge: "br0" }, model: "virtio" }] },
        [
          ["networks", "interface br0: missing"],
          ["networks", "interface default: not declared"],
        ],
      ],
      [
        "graphics",
        { graphics: "vnc", video: "vga" },
        [
          ["graphics", "graphics: missing"],
          ["video", "video: model: type is none instead of vga"],
        ],
      ],
      ["kvm", { virtType: "kvm" }, [["type", "domain: type qemu instead of kvm"]]],
    ];
  test.each(changes)("differs by %s", (_what, change, expected) => {
    const texts = against({ ...recordedWish, ...change });
    expect(texts).toEqual(expect.arrayContaining(expected));
    expect(texts.length).toBe(expected.length);
  });
});

describe("a guest that got a new definition while it ran", () => {
  test("has it for its next start", () => {
    expect(differencesOf(wantedDefinition(grownWish, running), running.inactive, "inactive")).toEqual([]);
  });

  test("runs with the old one", () => {
    const live = running.live ?? running.inactive;
    expect(differencesOf(wantedDefinition(grownWish, running), live, "live").map(({ text }) => text)).toEqual(
      ["memory: 262144 instead of 327680"],
    );
    expect(differencesOf(wantedDefinition(recordedWish, running), live, "live")).toEqual([]);
  });
});
