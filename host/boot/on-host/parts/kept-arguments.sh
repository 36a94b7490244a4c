# What programs that make boot entries keep arguments in: a line of text, or settings of kernelstub. What is
# known of such a file, in the folder $by_tool:
#   before   the file as somebody else left it; absent when there was none
#   instead  what entries are made of where there was none
#   ours     sums of what we, and the program after us, left in it, noted before it takes its place
#   groups   our arguments in it, a line for each run that may have written them
# needs: lib/run lib/place

by_tool=$state/by-tool

# Sets $keeper: the file with the arguments of a program ($1).
keeper_of() {
  case $1 in
    proxmox-boot-tool | sdbootutil) keeper=/etc/kernel/cmdline ;;
    kernelstub) keeper=/etc/kernelstub/configuration ;;
    *) refuse "it is not known where $1 keeps its arguments" ;;
  esac
}

# The arguments that the running kernel was started with, without what the loader adds by itself, and
# without ours: after an undo, they are there until the next boot. vfio_bind= is always ours.
started_with() {
  sed -n 's/^token //p' "$work/instructions" | tr '\n' ' ' | sed 's/ $//' >"$work/groups"
  {
    tr ' ' '\n' <"$root/proc/cmdline" | grep -v -e '^initrd=' -e '^BOOT_IMAGE=' | tr '\n' ' ' |
      sed 's/ *$//' && echo
  } >"$work/started"
  if grep -q vfio_bind= "$work/started"; then
    with_arguments "" "$work/groups" <"$work/started" |
      sed -e 's/^vfio_bind=[^ ]* *//' -e 's/ vfio_bind=[^ ]*//g'
  else
    cat "$work/started"
  fi
}

# Writes a version of a file with arguments ($1) without the groups in another one ($2), and with one more
# ($3), empty for none, to $4.
edit_arguments() {
  case $keeper in
    */configuration)
      kernelstub_options show <"$1" | with_arguments "$3" "$2" >"$work/options" &&
        kernelstub_options set "$work/options" <"$1"
      ;;
    *) with_arguments "$3" "$2" <"$1" ;;
  esac >"$4" || {
    rm -f "$4"
    refuse "$keeper could not be read; what was there before is in ${by_tool#"$root"}"
  }
  if [ -e "$root$keeper" ]; then keep_attributes "$root$keeper" "$4"; else keep_attributes "$1" "$4"; fi
  sync "$4"
}

# Of a file with arguments ($1); the same for the same settings of kernelstub, in whatever way they are
# written.
keeper_sum() {
  case $keeper in
    */configuration) kernelstub_options plain <"$1" 2>/dev/null ;;
    *) cat "$1" ;;
  esac | sha256sum | cut -d ' ' -f 1
}

# kernelstub is a program of Python's, so that is there. $1: show: the arguments in its settings (standard
# input), on a line; set: its settings with the arguments in a file ($2); plain: its settings, written in
# one way.
kernelstub_options() {
  python3 -c '
import json, re, sys
settings = json.load(sys.stdin)
if sys.argv[1] == "plain":
    json.dump(settings, sys.stdout, sort_keys=True)
    sys.exit()
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

# Prints standard input without groups of arguments (in the file $2), and with another one ($1) at the end
# of the first line that has arguments.
with_arguments() {
  added=$1 groups=$2 awk '
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
    # They are where they were put; when somebody moved them, each is looked for, as long as vfio_bind=,
    # which is always ours, is there.
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
      for (at = index(padded, " " text " "); at; at = index(substr(padded, found + 1), " " text " ")) {
        found += at
      }
      return found
    }
    function cut(line, at, text,   left) {
      if (!at) return line
      left = substr(" " line " ", 1, at - 1) substr(" " line " ", at + length(text) + 1)
      return substr(left, 2, length(left) - 2)
    }
  '
}
