import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../../host/model/facts/managed-facts.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { managedReader } from "../../../../../host/read/managed/managed-reader.ts";
import { wantedBoot } from "../../boot/lab-host.ts";

const recorded = (name: string) =>
  managedReader.parse({
    code: 0,
    stdout: readFileSync(new URL(`../../../../cases/managed/${name}.txt`, import.meta.url), "utf8"),
    stderr: "",
  });

describe("what is read of the files of ours", () => {
  const booted = recorded("lab-booted");

  it("has the files with their exact text", () => {
    const drop = booted.files[paths.grub];
    expect(drop?.text).toBe(wantedBoot().files[paths.grub]);
    expect(drop?.sha256).toBe(sha256(drop?.text ?? ""));
    expect(Object.keys(booted.files).sort()).toEqual(Object.keys(wantedBoot().files).sort());
    expect(booted.ours).toEqual(
      Object.fromEntries(Object.entries(booted.files).map(([path, { text }]) => [path, text])),
    );
  });

  it("has the journal, the overlay, and what the bind script said", () => {
    expect(booted.journal?.drivers).toEqual({ "0000:01:00.0": "bochs-drm", "0000:01:00.1": "snd_hda_intel" });
    expect(booted.overlay?.sha256).toBe(booted.overlay?.built?.sha256);
    expect(booted.overlay?.built?.kernels).toEqual(["6.1.0-56-amd64"]);
    expect(booted.bindLog).toEqual(["0000:01:00.0 bound to vfio-pci", "0000:01:00.1 bound to vfio-pci"]);
    expect(booted.missingPrograms).toEqual([]);
  });

  it("has what a run was writing that was cut off", () => {
    const stdout = `written ${paths.modprobe} ${sha256("a")}\nwritten ${paths.grub} ${sha256("b")}\n`;
    expect(managedReader.parse({ code: 0, stdout, stderr: "" }).written).toEqual({
      [paths.modprobe]: sha256("a"),
      [paths.grub]: sha256("b"),
    });
  });

  it("is nothing on a host where nothing was done", () => {
    expect(managedReader.parse({ code: 0, stdout: "free /boot 8731548\n", stderr: "" })).toEqual({
      files: {},
      ours: {},
      missingPrograms: [],
      missingForGrub: [],
      bindLog: [],
      freeKilobytes: { "/boot": 8_731_548 },
    });
  });

  it.each(["", "one line", "two\nlines\n", "no end\nat the end"])("keeps %j exactly", (text) => {
    const lines = text.replace(/\n$/, "").split("\n");
    const stdout = `${lines.map((line) => (text === "" ? "" : `line ${paths.grub} ${line}`)).join("\n")}\nsum ${paths.grub} ${sha256(text)}\n`;
    expect(managedReader.parse({ code: 0, stdout, stderr: "" }).files[paths.grub]?.text).toBe(text);
  });
});
