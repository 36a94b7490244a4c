import { expect, test } from "vitest";
import { parseCommand } from "../../../lab/cli.ts";
import { parseVariants, standardMachine } from "../../../lab/machine/variants.ts";

test.each([[[]], [["--help"]], [["start", "-h"]]])("%j asks for help", (argv) => {
  expect(parseCommand(argv).command).toBe("help");
});

test("start with a name and variants", () => {
  const argv = ["start", "--name", "ws2", "--variant", "no-iommu", "--variant=without-package=ovmf"];
  expect(parseCommand(argv)).toMatchObject({
    command: "start",
    name: "ws2",
    variants: parseVariants(["no-iommu", "without-package=ovmf"]),
  });
});

test("no variant given is not the same as the standard one", () => {
  expect(parseCommand(["reset"]).variants).toBeUndefined();
  expect(parseCommand(["reset", "--variant", "standard"]).variants).toEqual(standardMachine);
});

test("ssh passes the rest on", () => {
  const argv = ["ssh", "--name", "ws2", "--user", "pw", "--", "uname", "-r"];
  expect(parseCommand(argv)).toMatchObject({
    command: "ssh",
    name: "ws2",
    user: "pw",
    rest: ["uname", "-r"],
  });
});

test.each([
  [["boot"], '"boot" is not a command of the lab'],
  [["start", "ws2"], 'start takes no "ws2"'],
  [["start", "--fast"], "Unknown option '--fast'"],
  [["start", "--name", "../x"], '"../x" cannot be the name of a lab instance'],
  [["start", "--variant", "x"], "Not a variant of the lab workstation: x"],
])("%j is refused: %s", (argv, message) => {
  expect(() => parseCommand(argv)).toThrow(message);
});
