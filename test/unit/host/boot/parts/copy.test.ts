import { describe, expect, it } from "vitest";
import { changeInstructions } from "../../../../../host/boot/plan/change-instructions.ts";
import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import { modeOf } from "../../../../../host/boot/transaction/file-mode.ts";
import { sha256 } from "../../../../../host/model/facts/managed-facts.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { bootedHost, wantedBoot, withManaged } from "../lab-host.ts";
import { short } from "../plan/plan-in-short.ts";

const wanted = wantedBoot();
const booted = bootedHost(wanted);

describe("the plan", () => {
  it.each<[string, string, readonly string[]]>([
    ["the program that builds the overlay", paths.build, []],
    ["module options, which are not in effect later for that", paths.modprobe, []],
    ["the settings of GRUB, whose menu was not made", paths.grub, ["menu"]],
  ])("writes the copy again that a run did not come to: of %s", (_what, path, also) => {
    const goal = wantedBoot({}, { "vfio-pci": { disable_idle_d3: "1" } });
    const done = bootedHost(goal);
    const { [path]: _, ...others } = done.managed.ours;
    for (const ours of [others, { ...others, [path]: "" }, { ...others, [path]: "older\n" }]) {
      const facts = withManaged(done, { ours });
      expect(short(facts, goal)).toEqual([`copy ${path}`, ...also]);
      const text = goal.files[path] ?? "";
      expect(changeInstructions(planBoot(facts, goal), goal, facts)).toEqual(
        expect.arrayContaining([
          "copies",
          `file ${modeOf(path)} ${sha256(text)} ${path} ${Buffer.from(text).toString("base64")}`,
        ]),
      );
    }
    expect(short(done, goal)).toEqual([]);
  });

  it("removes the copy of a file that was removed", () => {
    const ours = { ...booted.managed.ours, [paths.modprobe]: "options\n" };
    const journal = { tokens: [], drivers: {}, ...booted.managed.journal, files: [paths.modprobe] };
    const facts = withManaged(booted, { ours, journal });
    expect(short(facts)).toEqual([`copy ${paths.modprobe}`]);
    expect(changeInstructions(planBoot(facts, wanted), wanted, facts)).toContain(
      `remove absent ${paths.modprobe}`,
    );
  });
});
