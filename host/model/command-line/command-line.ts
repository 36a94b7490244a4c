/**
 * The kernel command line as a value: `render(parse(text))` is `text`, and what `merge` adds, `remove` takes
 * back, byte for byte.
 */
export { compareCommandLines, hasToken, type KeyDifference, missingFrom, valuesOf } from "./compare.ts";

export { merge, remove } from "./edit.ts";

export {
  type CommandLine,
  type KernelToken,
  parseCommandLine,
  parseToken,
  renderCommandLine,
  renderTokens,
} from "./line.ts";
