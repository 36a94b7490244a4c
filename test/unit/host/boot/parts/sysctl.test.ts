import { describe, expect, it } from "vitest";
import { sysctl } from "../../../../../host/boot/parts/sysctl.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { bootedHost, wantedBoot, withManaged } from "../lab-host.ts";

const text = "vm.swappiness = 10\nnet.x.list = 1 2\n";
const before = { "vm.swappiness": "60", "net.x.list": "0\t2" };
const running = { "vm.swappiness": "10", "net.x.list": "1\t2" };

/** `ours`: our file as we wrote it last. */
function host(values: { readonly running: object; readonly before: object }, ours?: string) {
  const booted = bootedHost(wantedBoot());
  const written = ours === undefined ? {} : { [paths.sysctl]: ours };
  const facts = withManaged(booted, { ours: written, files: {} });
  return { ...facts, sysctl: { running: { ...values.running }, before: { ...values.before } } };
}

function goal(wanted?: string) {
  return { ...wantedBoot(), files: wanted === undefined ? {} : { [paths.sysctl]: wanted } };
}

describe("the plan for the running system", () => {
  it("sets what is not so yet, whether it was read or not", () => {
    expect(sysctl.plan(host({ running: {}, before: {} }), goal(text), [])).toEqual([
      { kind: "sysctl", name: "vm.swappiness", from: undefined, to: "10" },
      { kind: "sysctl", name: "net.x.list", from: undefined, to: "1 2" },
    ]);
    const changed = host({ running: { ...running, "vm.swappiness": "60" }, before }, text);
    expect(sysctl.plan(changed, goal(text), [])).toEqual([
      { kind: "sysctl", name: "vm.swappiness", from: "60", to: "10" },
    ]);
  });

  it("is nothing when all is so", () => {
    expect(sysctl.plan(host({ running, before }, text), goal(text), [])).toEqual([]);
    expect(sysctl.plan(host({ running: {}, before: {} }), goal(), [])).toEqual([]);
  });

  it("restores what is not wanted any more", () => {
    expect(sysctl.plan(host({ running, before }, text), goal("net.x.list = 1 2\n"), [])).toEqual([
      { kind: "sysctl", name: "vm.swappiness", from: "10", to: "60" },
    ]);
  });
});

describe("the undo", () => {
  const undo = (values: { readonly running: object; readonly before: object }) => {
    const file = { [paths.sysctl]: { text, sha256: "x" } };
    return sysctl.undo?.(withManaged(host(values, text), { files: file }));
  };

  it("leaves what another program has changed, and says so", () => {
    expect(undo({ running: { ...running, "vm.swappiness": "33" }, before })).toEqual({
      instructions: [`sysctl net.x.list ${Buffer.from("0\t2").toString("base64")}`],
      remarks: [
        "sysctl vm.swappiness was changed by another program or by you from 10 to 33, and was left so",
      ],
    });
  });

  it("has nothing to restore without a journal", () => {
    expect(undo({ running, before: {} })).toEqual({ instructions: [], remarks: [] });
  });
});
