import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunOptions } from "../../host/model/host-connection.ts";
import { projectDir } from "../../toolchain/local/paths.mjs";
import { failureOf } from "../driver/provider-calls.ts";
import { recordedHost } from "../driver/recorded-host.ts";
import { startReal } from "./started.ts";

const loader = readFileSync(join(projectDir, "test/cases/facts/lab-standard/bootLoader.txt"), "utf8");
const withMenu = (sum: string) => `sources\nsource menu ${sum} /boot/grub/grub.cfg\n${loader}`;
const REFUSAL =
  "/boot/grub/grub.cfg: expected sha256 1234, found sha256 5678\nthese files were changed since";

/** A host whose boot transaction refuses, and what that was told to compare. */
async function started(install: (say: (sum: string) => void) => void = () => undefined) {
  const seen: string[] = [];
  const host = recordedHost((script: string, { stdin = "" }: RunOptions) => {
    if (script.includes("apt --no-install-recommends install")) {
      install((sum) => host.say("bootLoader", withMenu(sum)));
      host.say("packages", "manager apt\npackage ii  ovmf 1\n");
    }
    if (!script.includes("check_sources")) return {};
    seen.push(...`${stdin}`.split("\n").filter((line) => line.startsWith("seen ")));
    return { code: 75, stderr: `${REFUSAL}\n` };
  });
  host.say("bootLoader", withMenu("1234"));
  host.say("managed", "");
  const { call } = await startReal({ connect: async () => host.connection });
  const { inputs } = await call.check("HostKernel", { devices: ["auto"] });
  return { call, seen, inputs };
}

test("a boot menu that was changed since the host was read leaves nothing behind, and the message says so", async () => {
  const { call, seen, inputs } = await started();
  const { incomplete, message } = await failureOf(call.create("HostKernel", inputs));
  expect(seen).toEqual(["seen menu 1234 /boot/grub/grub.cfg"]);
  expect(message.replaceAll("\n  ", "\n")).toContain(REFUSAL);
  expect(message).toContain("Next: nothing was changed");
  expect(incomplete).toBeUndefined();
});

test("packages that this run has installed before may make the boot menu anew", async () => {
  const { call, seen, inputs } = await started((say) => say("5678"));
  await call.create("Packages", { packages: ["ovmf"], removeOnDestroy: true });
  await failureOf(call.create("HostKernel", inputs));
  expect(seen).toEqual(["seen menu 5678 /boot/grub/grub.cfg"]);
});
