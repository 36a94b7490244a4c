/** The kernel command line as a value: `render(parse(text))` is `text`, and what `merge` adds, `remove` takes back, byte for byte. */
export {
  compareCommandLines,
  hasToken,
  type KeyDifference,
  missingFrom,
  valuesOf,
} from "./command-line/compare.ts";
export { merge, remove } from "./command-line/edit.ts";
export {
  type CommandLine,
  type KernelToken,
  parseCommandLine,
  parseToken,
  renderCommandLine,
  renderTokens,
} from "./command-line/line.ts";
