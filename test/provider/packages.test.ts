import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ConnectionLost, type RunOptions } from "../../host/model/host-connection.ts";
import { projectDir } from "../../toolchain/local/paths.mjs";
import { failureOf } from "../driver/provider-calls.ts";
import { recordedHost } from "../driver/recorded-host.ts";
import { startReal } from "./started.ts";

const SOCKET = "Id=libvirtd.socket\nLoadState=loaded\nActiveState=";
const declared = { packages: ["libvirt-daemon-system", "ovmf"], removeOnDestroy: true };
const state = { ...declared, versions: {}, installedHere: ["libvirt0"], socket: "" };
const list = (...packages: string[]) =>
  `manager apt\n${packages.map((line) => `package ${line} 1\n`).join("")}`;

/** What the lab workstation says of itself, but for its IOMMU: the firmware announces none. */
const withoutIommu = readFileSync(
  join(projectDir, "test/cases/facts/lab-standard/kernel.txt"),
  "utf8",
).replaceAll(/^(?:table|unit|capability|group) .*\n/gm, "");

/** A host on which apt does what a test says, and what it removed. */
async function started(install: () => void) {
  const removed: string[] = [];
  const host = recordedHost((script: string, { args = [] }: RunOptions) => {
    if (script.includes("apt remove")) removed.push(...args);
    else if (script.includes("apt --no-install-recommends install")) install();
    return script.includes("apt --no-install-recommends install") ? { code: 100, stderr: "dpkg: error" } : {};
  });
  const { call } = await startReal({ connect: async () => host.connection });
  return { host, call, removed };
}

describe("an installation that fails half way", () => {
  test("keeps what it has installed, also what is half installed, and takes it away later", async () => {
    const { host, call, removed } = await started(() =>
      host.say("packages", list("ii ovmf", "ii libvirt0", "iF libvirt-daemon-system", "ii bash")),
    );
    host.say("packages", list("ii bash"));
    const { incomplete } = await failureOf(call.create("Packages", declared));
    expect(incomplete?.reasons.join()).toMatch(/could not be installed/);
    expect(incomplete?.properties).toMatchObject({
      installedHere: ["ovmf", "libvirt0", "libvirt-daemon-system"],
      versions: { ovmf: "1", "libvirt-daemon-system": "" },
    });
    await call.delete("Packages", incomplete?.id ?? "", incomplete?.properties);
    expect(removed).toEqual(["ovmf", "libvirt0", "libvirt-daemon-system"]);
  });

  test("keeps what it meant to install when the connection ends", async () => {
    const { host, call } = await started(() => {
      host.say("kernel", "unusable, as after the end of a connection");
      throw new ConnectionLost({ what: "The connection ended" });
    });
    host.say("packages", list("ii ovmf"));
    const { incomplete } = await failureOf(call.update("Packages", "p", state, declared));
    expect(incomplete?.properties).toMatchObject({ installedHere: ["libvirt-daemon-system"] });
  });

  test("adds to what an earlier run has installed", async () => {
    const { host, call } = await started(() => host.say("packages", list("ii libvirt0", "ii ovmf")));
    host.say("packages", list("ii libvirt0"));
    const { incomplete } = await failureOf(call.update("Packages", "p", state, declared));
    expect(incomplete?.properties).toMatchObject({ installedHere: ["libvirt0", "ovmf"] });
  });

  test("is nothing to keep when nothing was installed", async () => {
    const { call } = await started(() => undefined);
    const failed = await failureOf(call.create("Packages", declared));
    expect(failed.incomplete).toBeUndefined();
    expect(failed.message).toMatch(/could not be installed/);
  });
});

test("packages are kept when only the socket of libvirt does not start", async () => {
  const host = recordedHost((script) => {
    if (script.includes("systemctl enable")) return { code: 1, stderr: "no socket" };
    host.say("packages", list("ii libvirt-daemon-system", "ii ovmf"));
    return {};
  });
  const { call } = await startReal({ connect: async () => host.connection });
  const { incomplete } = await failureOf(call.create("Packages", declared));
  expect(incomplete?.reasons.join()).toMatch(/socket of libvirt could not be started/);
  expect(incomplete?.properties).toMatchObject({ installedHere: declared.packages });
});

test("an error of a removal says what to do", async () => {
  const host = recordedHost(() => ({ code: 100, stderr: "E: dpkg was interrupted" }));
  host.say("packages", list("ii libvirt0"));
  const { call } = await startReal({ connect: async () => host.connection });
  expect((await failureOf(call.delete("Packages", "p", state))).message).toMatch(
    /could not be removed: libvirt0\..*\nNext: run `dpkg --configure -a`/s,
  );
});

describe("packages for passthrough", () => {
  test.each([
    [
      "are refused where the IOMMU is off in the firmware",
      true,
      /IOMMU is off in the firmware; nothing was changed.*Next: /s,
    ],
    ["are none of the others' business", false, undefined],
  ])("%s", async (_what, forPassthrough, refusal) => {
    const host = recordedHost(() => ({}));
    host.say("kernel", withoutIommu);
    const { call } = await startReal({ connect: async () => host.connection });
    const failure = await call
      .check("Packages", { packages: ["ovmf"], forPassthrough })
      .then(() => undefined, String);
    if (refusal === undefined) expect(failure).toBeUndefined();
    else expect(failure).toMatch(refusal);
  });
});

describe("a socket that sleeps", () => {
  test.each([
    ["is a difference for Debian's packages", ["libvirt-daemon-system"], "inactive", ["socket"]],
    ["is a difference for Arch's package", ["libvirt"], "inactive", ["socket"]],
    ["is none without libvirt", ["ovmf"], "inactive", []],
    ["is none when it is awake by now", ["libvirt"], "active", []],
  ])("%s", async (_what, packages, active, expected) => {
    const host = recordedHost(() => ({}));
    host.say("packages", `${list()}${SOCKET}${active}\nUnitFileState=enabled\n`);
    const { call } = await startReal({ connect: async () => host.connection });
    const { detailed } = await call.diff(
      "Packages",
      { ...state, packages },
      { packages, removeOnDestroy: true },
    );
    expect(Object.keys(detailed)).toEqual(expected);
  });
});
