import type { SysctlFacts } from "../../model/facts/sysctl-facts.ts";
import { paths, STATE_FOLDER } from "../../model/managed-paths.ts";
import type { FactReader } from "../engine/fact-reader.ts";
import { TaggedLines } from "../engine/tagged-lines.ts";

/**
 * Names have dots, or slashes where a part of them has a dot. `cat`, because dash reads byte by byte and the
 * numbers in /proc/sys can only be read at once: a second read gets nothing (kernel/sysctl.c, *ppos).
 */
const SHOW = `
show() {
  case $1 in
    */*) path=/proc/sys/$1 ;;
    *)
      path=/proc/sys rest=$1.
      while [ -n "$rest" ]; do path=$path/\${rest%%.*} rest=\${rest#*.}; done
      ;;
  esac
  [ -r "$path" ] && value=$(cat "$path") && printf 'running %s %s\\n' "$1" "$value"
}
`;

/** $1: names that are asked for. Runs no program where no name is asked for and no file of ours exists. */
const SCRIPT = `${SHOW}
for name in $1; do show "$name"; done
file=${paths.sysctl}
journal=${STATE_FOLDER}/journal
[ ! -r $file ] || while read -r name sign value; do
  [ "$sign" != = ] || show "$name"
done <$file
[ ! -r $journal ] || while read -r what name value; do
  [ "$what" = sysctl ] || continue
  printf 'before %s %s\\n' "$name" "$value"
  show "$name"
done <$journal
exit 0
`;

/** What of our sysctl settings is in effect. Takes the names of others, separated by blanks. */
export const sysctlReader: FactReader<SysctlFacts> = {
  script: SCRIPT,
  parse: ({ stdout }) => {
    const lines = new TaggedLines(stdout);
    return {
      running: Object.fromEntries(lines.pairs("running")),
      before: Object.fromEntries(lines.pairs("before")),
    };
  },
};
