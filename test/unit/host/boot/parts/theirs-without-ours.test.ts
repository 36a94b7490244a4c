import { describe, expect, it } from "vitest";
import { theirsWithoutOurs } from "../../../../../host/boot/parts/theirs-without-ours.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { BIND, wantedBoot } from "../lab-host.ts";

const ours = wantedBoot().files[paths.grub] ?? "";
const DEFAULT = "GRUB_CMDLINE_LINUX_DEFAULT";

describe("a changed drop-in without our part", () => {
  it.each([
    ["nothing but ours", ours, ""],
    ["our line and a new one", `${ours}GRUB_TIMEOUT=7\n`, "GRUB_TIMEOUT=7\n"],
    [
      "our line with one token more",
      ours.replace("iommu=pt", "iommu=pt foo=1"),
      `${DEFAULT}="$${DEFAULT} foo=1"\n`,
    ],
    ["our line with one token less", ours.replace("iommu=pt ", ""), ""],
    [
      "our line with blanks, quotes, and a second one of ours by hand",
      ours.replace("iommu=pt ", `iommu=pt dyndbg=\\"file a +p\\"  x iommu=pt `),
      `${DEFAULT}="$${DEFAULT} iommu=pt dyndbg=\\"file a +p\\"  x"\n`,
    ],
    ["an own comment", `# mine\n${ours}`, "# mine\n"],
  ])("%s", (_what, theirs, left) => {
    expect(theirsWithoutOurs(theirs, ours, ["iommu=pt", BIND])).toBe(left);
  });
});
