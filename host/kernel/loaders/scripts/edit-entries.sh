#!/bin/sh
# Puts kernel arguments and the overlay initrd into the boot loader entries (type 1) of this system, or takes them out again.
#   edit-entries add       entries get the arguments in the file `arguments` beside this script, instead of those of an earlier run
#   edit-entries remove    entries are again what they were
# An edited entry begins with a comment that says what was added, so that it can be taken out without any other record: also from
# an entry that was made for a kernel installed later, and from one that somebody changed since. vfio_bind= is always ours.
# The file `boot-folder` beside this script names the folder with loader/entries. PULUMI_VFIO_FOLDER: a folder with both files, PULUMI_VFIO_ROOT: root of the tree (tests).
set -eu
umask 022
export LC_ALL=C
root=${PULUMI_VFIO_ROOT:-}
here=${PULUMI_VFIO_FOLDER:-$root/usr/local/lib/pulumi-vfio}
read -r boot <"$here/boot-folder"
machine=
[ ! -r "$root/etc/machine-id" ] || read -r machine <"$root/etc/machine-id" || :

arguments=
[ "$1" = remove ] || arguments=$(tr '\n' ' ' <"$here/arguments")

# $1: entry. Those of this system's kernels, but no recovery entries; other systems' and people's own are left alone.
is_ordinary() {
  awk -v machine="$machine" -v modules="$root/lib/modules" '
    { sub(/\r$/, "") }
    $1 == "machine-id" { id = $2 }
    $1 == "version" { version = $2 }
    $1 == "linux" { linux = $2 }
    $1 == "options" { for (i = 2; i <= NF; i++) if ($i == "single" || $i == "recovery") recovery = 1 }
    END {
      if (linux == "" || recovery || (id != "" && id != machine)) exit 1
      if (id != "") exit 0
      exit version == "" || system("test -d \"" modules "/$(printf %s " quoted(version) ")\"") ? 1 : 0
    }
    function quoted(text) { gsub(/\047/, "\047\\\047\047", text); return "\047" text "\047" }
  ' "$1"
}

# Prints an entry ($1) without what was added to it, with the arguments ($2) and the overlay added; without arguments, as it was.
edited() {
  awk -v mark="# pulumi-vfio added: " -v added="$2" '
    BEGIN { sub(/^ +/, "", added); sub(/ +$/, "", added) }
    FNR == 1 && index($0, mark) == 1 { before = substr($0, length(mark) + 1); next }
    { lines[++count] = $0 }
    END {
      take_out()
      for (i = 1; i <= count; i++) note(i)
      if (added == "" || !kernel) added = ""
      else { print mark added }
      for (i = 1; i <= count; i++) {
        end = lines[i] ~ /\r$/ ? "\r" : ""
        line = substr(lines[i], 1, length(lines[i]) - length(end))
        if (added != "" && i == initrd) print "initrd /vfio/early.cpio" end
        if (added != "" && i == options) line = line " " added
        print line end
        if (added != "" && i == kernel) {
          if (!initrd) print "initrd /vfio/early.cpio" end
          if (!options) print "options " added end
        }
      }
    }
    function word(i,   parts) { split(lines[i], parts, /[ \t\r]+/); return parts[1] == "" ? parts[2] : parts[1] }
    function note(i) {
      if (word(i) == "linux") kernel = i
      if (word(i) == "options") options = i
      if (word(i) == "initrd" && !initrd) initrd = i
    }
    function take_out(   i, kept, line, end, last) {
      for (i = 1; i <= count; i++) if (word(i) == "options") last = i
      kept = 0
      for (i = 1; i <= count; i++) {
        end = lines[i] ~ /\r$/ ? "\r" : ""
        line = substr(lines[i], 1, length(lines[i]) - length(end))
        if (before != "" && (line == "initrd /vfio/early.cpio" || line == "options " before)) continue
        if (before != "" && i == last) line = without(line, before)
        # kernel-install makes new entries of the running command line where /etc/kernel/cmdline does not exist.
        if (word(i) == "options") gsub(/[ \t]+vfio_bind=[^ \t]*/, "", line)
        lines[++kept] = line end
      }
      count = kept
    }
    # The arguments are where they were put, at the end; when somebody moved them, each is looked for.
    function without(line, tokens,   at, list, n, j) {
      at = length(line) - length(tokens)
      if (at > 0 && substr(line, at) == " " tokens) return substr(line, 1, at - 1)
      n = split(tokens, list, " ")
      for (j = 1; j <= n; j++) line = without_one(line, list[j])
      return line
    }
    function without_one(line, token,   padded, at, found, next_at) {
      padded = line " "
      found = 0
      for (at = index(padded, " " token " "); at; at = next_at ? found + next_at : 0) {
        found = at
        next_at = index(substr(padded, at + 1), " " token " ")
      }
      return found ? substr(line, 1, found - 1) substr(line, found + length(token) + 1) : line
    }
  ' "$1"
}

code=0
for entry in "$root$boot"/loader/entries/*.conf; do
  [ -f "$entry" ] || continue
  is_ordinary "$entry" || continue
  new=${entry%/*}/.${entry##*/}.pulumi-vfio
  edited "$entry" "$arguments" >"$new"
  # The last line of a file need not have an end; awk gives it one.
  [ -z "$(tail -c 1 "$entry")" ] || truncate -s -1 "$new"
  if cmp -s "$new" "$entry"; then
    rm -f "$new"
    continue
  fi
  sync "$new"
  mv -f "$new" "$entry" || code=1
done
sync "$root$boot/loader/entries"
exit "$code"
