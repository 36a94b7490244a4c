# What programs keep arguments in: a line of text, or settings of kernelstub.

# What the loader adds by itself is not kept.
started_with() {
  tr ' ' '\n' <"$root/proc/cmdline" | grep -v -e '^initrd=' -e '^BOOT_IMAGE=' -e '^vfio_bind=' | tr '\n' ' ' | sed 's/ *$//'
}

# kernelstub is a program of Python's, so that is there. $1: show: the arguments in its settings (standard input), on a line; set: its settings with
# the arguments in a file ($2).
kernelstub_options() {
  python3 -c '
import json, re, sys
settings = json.load(sys.stdin)
user = settings.setdefault("user", dict(settings.get("default", {})))
if sys.argv[1] == "show":
    options = user["kernel_options"]
    print(options if isinstance(options, str) else " ".join(options))
else:
    with open(sys.argv[2]) as line:
        user["kernel_options"] = re.findall(r"(?:\"[^\"]*\"|[^\s\"])+", line.read())
    json.dump(settings, sys.stdout, indent=2)
' "$@"
}

# Prints standard input without the groups of arguments that we added, and with another one ($1) at the end of the first line that has arguments.
with_arguments() {
  added=$1 groups=$by_tool/groups awk '
    BEGIN {
      added = ENVIRON["added"]
      while ((getline group < ENVIRON["groups"]) > 0) groups[++n] = group
    }
    {
      line = $0
      for (j = n; j > 0; j--) line = without(line, groups[j])
      if (line == "" && $0 != "") next
      if (added != "" && !done && line ~ /^[ \t]*[^# \t]/) { line = line " " added; done = 1 }
      print line
    }
    END { if (added != "" && !done) print added }
    # They are where they were put; when somebody moved them, each is looked for, as long as vfio_bind=, which is always ours, is there.
    function without(line, group,   at, list, count, i) {
      at = position(line, group)
      if (at) return cut(line, at, group)
      count = split(group, list, " ")
      for (i = 1; i <= count; i++) if (list[i] ~ /^vfio_bind=/) at = position(line, list[i])
      if (!at) return line
      for (i = 1; i <= count; i++) line = cut(line, position(line, list[i]), list[i])
      return line
    }
    # Where a text begins for the last time, between blanks.
    function position(line, text,   padded, at, found) {
      padded = " " line " "
      for (at = index(padded, " " text " "); at; at = index(substr(padded, found + 1), " " text " ")) found += at
      return found
    }
    function cut(line, at, text,   left) {
      if (!at) return line
      left = substr(" " line " ", 1, at - 1) substr(" " line " ", at + length(text) + 1)
      return substr(left, 2, length(left) - 2)
    }
  '
}
