import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GPU } from "./boot-instructions.ts";
import { change, ENABLE, early, FakeDeployments, INITRAMFS, KARGS, undo } from "./rpm-ostree.ts";

const BEFORE = "root=UUID=1 ostree=/ostree/boot.1/x/0 rhgb quiet\n";
const LINE = `${BEFORE.trim()} iommu=pt rd.driver.pre=vfio-pci vfio-pci.ids=1234:1111 vfio_bind=${GPU}@1234:1111\n`;
const { "rd.driver.pre": _, ...builtIn } = early;
const DISABLE = "initramfs enabled disable";

let host: FakeDeployments;
beforeEach(() => {
  host = new FakeDeployments();
});
afterEach(() => host.dispose());

describe("rpm-ostree", () => {
  it("gets the arguments and makes the initramfs, and is given back what was there", () => {
    const before = host.manifest();
    expect(change(host, early, [ENABLE])).toMatchObject({ code: 0, err: "" });
    expect(host.read(KARGS)).toBe(LINE);
    expect(host.read(INITRAMFS)).toBe("--force-drivers vfio-pci \n");
    expect(host.read("var/lib/pulumi-vfio/journal")).toContain("initramfs disabled\n");
    expect(host.read("var/lib/pulumi-vfio/entries-due")).toBeUndefined();
    expect(undo(host, [DISABLE])).toMatchObject({ code: 0, err: "" });
    expect(host.read(KARGS)).toBe(BEFORE);
    expect(host.read(INITRAMFS)).toBe("off\n");
    expect(host.manifest()).toEqual(before);
  });

  it("needs no initramfs where vfio-pci is built in", () => {
    expect(change(host, builtIn).code).toBe(0);
    expect(host.read(INITRAMFS)).toBe("off\n");
    expect(undo(host).code).toBe(0);
    expect(host.read(KARGS)).toBe(BEFORE);
  });

  it("gets nothing twice, and the undo still knows what was there before us", () => {
    change(host, early, [ENABLE]);
    expect(change(host, early, ["initramfs enabled enable LS1mb3JjZS1kcml2ZXJz dmZpby1wY2k="]).code).toBe(0);
    expect(host.read(KARGS)).toBe(LINE);
    const journal = host.read("var/lib/pulumi-vfio/journal") ?? "";
    expect(journal.match(/^initramfs .*$/gm)).toEqual(["initramfs disabled"]);
  });

  it("keeps an argument that was there before us, also when it is not wanted any more", () => {
    host.put(KARGS, `${BEFORE.trim()} iommu=pt\n`);
    change(host, early);
    const { iommu: __, ...other } = early;
    expect(change(host, other).code).toBe(0);
    expect(host.read(KARGS)).toContain(" iommu=pt ");
    expect(undo(host).code).toBe(0);
    expect(host.read(KARGS)).toBe(`${BEFORE.trim()} iommu=pt\n`);
  });

  it("gets other arguments instead of ours from before", () => {
    change(host, early);
    expect(change(host, { vfio_bind: "0000:02:00.0@1:2" }).code).toBe(0);
    expect(host.read(KARGS)).toBe(`${BEFORE.trim()} vfio_bind=0000:02:00.0@1:2\n`);
    undo(host);
    expect(host.read(KARGS)).toBe(BEFORE);
  });

  it("keeps what others have added since, and takes ours away wherever they moved", () => {
    change(host, early);
    const words = (host.read(KARGS) ?? "").trim().split(" ");
    host.put(KARGS, `${["debug", ...words.reverse(), "mitigations=off"].join(" ")}\n`);
    expect(undo(host)).toMatchObject({ code: 0, err: "" });
    expect(host.read(KARGS)).toBe("debug quiet rhgb ostree=/ostree/boot.1/x/0 root=UUID=1 mitigations=off\n");
  });

  it.each(["kargs", "initramfs"] as const)(
    "that fails in %s stops the run, and the next one goes on",
    (command) => {
      host.failAt(command);
      const { code, err } = change(host, early, [ENABLE]);
      expect(code).toBe(76);
      expect(err).toMatch(
        /Transaction in progress\nrpm-ostree could not make the deployment; the running one is/,
      );
      expect(host.read(KARGS)).toBe(BEFORE);
      expect(host.read("var/lib/pulumi-vfio/entries-due")).toBe("");
      host.works();
      expect(change(host, early, [ENABLE]).code).toBe(0);
      expect(host.read(KARGS)).toBe(LINE);
      expect(undo(host, [DISABLE]).code).toBe(0);
      expect(host.read(KARGS)).toBe(BEFORE);
    },
  );

  it("that fails in the undo lets the next undo go on", () => {
    const before = host.manifest();
    change(host, early, [ENABLE]);
    host.failAt("kargs");
    expect(undo(host, [DISABLE]).code).toBe(76);
    host.works();
    expect(undo(host)).toMatchObject({ code: 0, err: "" });
    expect(host.read(KARGS)).toBe(BEFORE);
    expect(host.manifest()).toEqual(before);
  });

  it("that does not answer stops the run before anything is touched", () => {
    const before = host.manifest();
    host.program("rpm-ostree", "echo 'error: no daemon' >&2; exit 1");
    const { code, err } = change(host, early, [ENABLE]);
    expect(code).toBe(75);
    expect(err).toContain("rpm-ostree does not tell its arguments: error: no daemon");
    expect(host.manifest()).toEqual(before);
  });

  it("that takes an argument and does not keep it is found out", () => {
    host.program("rpm-ostree", `[ $# -gt 1 ] || cat "${host.root}/${KARGS}"`);
    const { code, err } = change(host, builtIn);
    expect(code).toBe(76);
    expect(err).toContain("rpm-ostree has made a deployment without iommu=pt");
  });
});
