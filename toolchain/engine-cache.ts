import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir, projectDir } from "./local/paths.mjs";

/** One program that is built from pinned modules. */
export interface EngineProgram {
  /** Its go.mod and go.sum, under toolchain/engine. */
  readonly module: string;
  /** The Go package of the program. */
  readonly package: string;
  readonly ldflags: string;
  /** Where the built file belongs, relative to the engine's folder. */
  readonly target: string;
}

const STRIPPED = "-s -w";

/**
 * The language host is small and built first. Its release is old: the last tagged module that still contains
 * it. The engine finds the script of the same name beside itself, see LANGUAGE_HOST_SCRIPT.
 */
export const enginePrograms: readonly EngineProgram[] = [
  {
    module: "language-nodejs",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    ldflags: STRIPPED,
    target: "libexec/pulumi-language-nodejs",
  },
  {
    module: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    ldflags: `${STRIPPED} -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.259.0`,
    target: "bin/pulumi",
  },
];

/**
 * That release does not read `typescript: false` from Pulumi.yaml and would compile the program with ts-node.
 */
export const LANGUAGE_HOST_SCRIPT = `#!/bin/sh
exec "\${0%/*}/../libexec/pulumi-language-nodejs" -typescript=false "$@"
`;

export const moduleDir = (program: EngineProgram): string =>
  join(projectDir, "toolchain/engine", program.module);

/**
 * Arguments of `go build` for one program; the module flags keep the pins whatever the user's own Go settings
 * are.
 */
export function buildArguments(program: EngineProgram, output: string): readonly string[] {
  const pins = ["-mod=readonly", "-buildvcs=false", "-trimpath"];
  return ["build", "-v", ...pins, "-ldflags", program.ldflags, "-o", output, program.package];
}

/** The folder of the built engine: another one for every change of the pins or of the way it is built. */
export function builtEngineDir(env: NodeJS.ProcessEnv = process.env): string {
  const recipe = enginePrograms.flatMap((program) => [
    readFileSync(join(moduleDir(program), "go.mod"), "utf8"),
    readFileSync(join(moduleDir(program), "go.sum"), "utf8"),
    buildArguments(program, program.target).join(" "),
  ]);
  return join(cacheDir(env), "engine", engineKey([...recipe, LANGUAGE_HOST_SCRIPT]));
}

/** A short name for the recipe and this kind of machine. */
export function engineKey(
  recipe: readonly string[],
  platform = `${process.platform}-${process.arch}`,
): string {
  const hash = createHash("sha256");
  for (const part of [platform, ...recipe]) hash.update(`${Buffer.byteLength(part)}\n${part}`);
  return hash.digest("hex").slice(0, 16);
}
