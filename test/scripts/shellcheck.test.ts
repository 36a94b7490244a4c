import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import * as programs from "../../host/boot/on-host/programs.ts";
import { readers } from "../../host/readers.ts";

/**
 * What is meant in every script: SC1007 an empty variable before a command, SC2034 a field that `read` skips.
 */
const MEANT = ["SC1007", "SC2034"];
/** What is meant in one: a folder that must be there. */
const MEANT_IN: Readonly<Record<string, readonly string[]>> = { pci: ["SC2164"] };

const composed: readonly (readonly [string, string])[] = [
  ["change", programs.changeScript],
  ["undo", programs.undoScript],
  ["bind", programs.bindScript],
  ["arm", programs.armScript],
  ["in place", programs.inPlaceScript],
  ["commit", programs.commitScripts.change],
  ["commit of an undo", programs.commitScripts.undo],
  ["recover", programs.recoverScript],
  ["disarm", programs.disarmScript],
];
const read = Object.entries(readers).map(([topic, { script }]) => [topic, script] as const);

test.for([...composed, ...read])("shellcheck finds nothing in %s", ([name, script]) => {
  const exclude = [...MEANT, ...(MEANT_IN[name] ?? [])].join(",");
  const options = ["--shell=sh", "--severity=warning", "--format=gcc", `--exclude=${exclude}`, "-"];
  const { error, stdout } = spawnSync("shellcheck", options, { encoding: "utf8", input: script });
  expect(error).toBeUndefined();
  expect(stdout).toBe("");
});
