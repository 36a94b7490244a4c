import { describe, expect, it } from "vitest";
import { planUndo } from "../../../../host/boot/undo-plan.ts";
import { sha256 } from "../../../../host/model/facts/managed-facts.ts";
import { paths } from "../../../../host/model/managed-paths.ts";
import { bootedHost, freshHost, wantedBoot } from "./lab-host.ts";

const wanted = wantedBoot();
const booted = bootedHost(wanted);
const { managed } = booted;
const ours = wanted.files[paths.grub] ?? "";

describe("the undo plan", () => {
  it("removes every file, if it still is as it was seen", () => {
    const { instructions, remarks } = planUndo(booted);
    expect(remarks).toEqual([]);
    expect(instructions).toEqual([
      "boot /boot",
      ...Object.entries(wanted.files).map(([path, text]) => `remove ${sha256(text)} ${path}`),
    ]);
  });

  it("takes for ours what a run was writing that was cut off, and nothing else", () => {
    const texts = ["options kvm ignore_msrs=1\n", "options vfio-pci disable_idle_d3=1\n"] as const;
    const [older, newer] = texts;
    const path = paths.modprobe;
    const undoOf = (text: string) => {
      const files = { [path]: { text, sha256: sha256(text) } };
      const journal = { files: [path], tokens: [], drivers: {} };
      const ours = { [path]: older };
      return planUndo({
        ...booted,
        managed: { ...managed, files, ours, journal, written: { [path]: sha256(newer) } },
      });
    };
    for (const text of texts) {
      expect(undoOf(text)).toEqual({
        instructions: ["boot /boot", `remove ${sha256(text)} ${path}`],
        remarks: [],
        atOnce: [],
      });
    }
    expect(undoOf(`${newer}options kvm ept=0\n`).remarks).toHaveLength(1);
  });

  it("removes nothing where nothing was done", () => {
    expect(planUndo(freshHost())).toEqual({ instructions: ["boot /boot"], remarks: [], atOnce: [] });
  });

  it("keeps what a person added to the drop-in, and says so", () => {
    const text = `${ours}GRUB_TIMEOUT=7\n`;
    const { instructions, remarks } = planUndo({ ...booted, managed: withDropIn(text) });
    const left = Buffer.from("GRUB_TIMEOUT=7\n").toString("base64");
    expect(instructions[1]).toBe(`file 0644 ${sha256(text)} ${paths.grub} ${left}`);
    expect(remarks.join("\n")).toContain("GRUB_TIMEOUT=7");
  });

  it("removes an edited hook, and shows what was in it", () => {
    const text = "#!/bin/sh\necho mine\n";
    const files = { ...managed.files, [paths.afterInstall]: { text, sha256: sha256(text) } };
    const { instructions, remarks } = planUndo({ ...booted, managed: { ...managed, files } });
    expect(instructions).toContain(`remove ${sha256(text)} ${paths.afterInstall}`);
    expect(remarks.join("\n")).toContain("echo mine");
  });
});

function withDropIn(text: string): typeof managed {
  return { ...managed, files: { ...managed.files, [paths.grub]: { text, sha256: sha256(text) } } };
}
