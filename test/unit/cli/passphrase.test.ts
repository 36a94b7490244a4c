import { expect, test } from "vitest";
import { withLabPassphrase } from "../../../cli/passphrase.ts";

const PATH = "/usr/bin";

test.each([
  ["--stack dev", ["preview", "--stack", "dev"]],
  ["--stack=dev", ["preview", "--stack=dev"]],
  ["-s dev", ["destroy", "-s", "dev", "--yes"]],
  ["-s=dev", ["destroy", "-s=dev"]],
  ["-sdev", ["destroy", "-sdev"]],
  ["the last of two options", ["up", "--stack", "ws1", "--stack", "dev"]],
])("the lab stack gets its empty passphrase: %s", (_, args) => {
  expect(withLabPassphrase(args, { PATH })).toEqual({ PATH, PULUMI_CONFIG_PASSPHRASE: "" });
});

test.each([
  ["another stack", ["preview", "--stack", "ws1"]],
  ["no stack named", ["stack", "init", "dev"]],
  ["a longer name", ["preview", "--stack=devel"]],
  ["an option without a value", ["preview", "--stack"]],
  ["another option that begins alike", ["preview", "--show-sames", "dev"]],
  ["another command's arguments", ["env", "run", "x", "--", "--stack", "dev"]],
])("no passphrase is set: %s", (_, args) => {
  expect(withLabPassphrase(args, { PATH })).toEqual({ PATH });
});

test.each([
  [{ PULUMI_CONFIG_PASSPHRASE: "own" }],
  [{ PULUMI_CONFIG_PASSPHRASE: "" }],
  [{ PULUMI_CONFIG_PASSPHRASE_FILE: "/home/me/passphrase" }],
])("your own setting wins: %j", (own) => {
  expect(withLabPassphrase(["preview", "--stack", "dev"], own)).toEqual(own);
});
