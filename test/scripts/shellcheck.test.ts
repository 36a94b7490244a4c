import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import * as transaction from "../../host/boot/transaction/transaction-scripts.ts";
import * as trial from "../../host/boot/trial/trial-scripts.ts";
import { readers } from "../../host/readers.ts";

/**
 * What is meant in every script: SC1007 an empty variable before a command, SC2034 a field that `read` skips,
 * SC2120 a parameter that only some programs give.
 */
const MEANT = ["SC1007", "SC2034", "SC2120"];
/** What is meant in one: a folder that must be there, a unit's name with a minus, and words that must split. */
const MEANT_IN: Readonly<Record<string, readonly string[]>> = {
  pci: ["SC2164"],
  trial: ["SC2046", "SC2100"],
};

const composed: readonly (readonly [string, string])[] = [
  ["change", transaction.changeScript],
  ["undo", transaction.undoScript],
  ["bind", transaction.bindScript],
  ["arm", trial.armScript],
  ["in place", trial.inPlaceScript],
  ["commit", trial.commitScripts.change],
  ["commit of an undo", trial.commitScripts.undo],
  ["recover", trial.recoverScript],
  ["disarm", trial.disarmScript],
];
const read = Object.entries(readers).map(([topic, { script }]) => [topic, script] as const);

test.for([...composed, ...read])("shellcheck finds nothing in %s", ([name, script]) => {
  const exclude = [...MEANT, ...(MEANT_IN[name] ?? [])].join(",");
  const options = ["--shell=sh", "--severity=warning", "--format=gcc", `--exclude=${exclude}`, "-"];
  const { error, stdout } = spawnSync("shellcheck", options, { encoding: "utf8", input: script });
  expect(error).toBeUndefined();
  expect(stdout).toBe("");
});
