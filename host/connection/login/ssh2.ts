import { createRequire } from "node:module";

/**
 * The very ssh2 that node-ssh uses: its keys and agents must be of the same classes. Types come with
 * `import type … from "ssh2"`.
 */
export const ssh2: Pick<typeof import("ssh2"), "BaseAgent" | "createAgent" | "utils"> = createRequire(
  createRequire(import.meta.url).resolve("node-ssh"),
)("ssh2");
