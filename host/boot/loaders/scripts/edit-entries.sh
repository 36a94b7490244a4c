#!/bin/sh
# Puts kernel arguments and the overlay initrd into the boot loader entries (type 1) of this system, or
# takes them out again.
#   edit-entries add       entries get the arguments in the file `arguments` beside this script, instead of
#                          those of an earlier run
#   edit-entries remove    entries are again what they were, also those that somebody has made recovery
#                          entries since
# An edited entry begins with a comment that says what was added, so that it can be taken out without any
# other record: also from an entry that was made for a kernel installed later, and from one that somebody
# changed since. vfio_bind= is always ours. The file `boot-folder` beside this script names the folder with
# loader/entries. PULUMI_VFIO_FOLDER: a folder with both files, PULUMI_VFIO_ROOT: root of the tree (tests).
set -eu
umask 022
export LC_ALL=C
root=${PULUMI_VFIO_ROOT:-}
here=${PULUMI_VFIO_FOLDER:-$root/usr/local/lib/pulumi-vfio}
with_overlay=yes
read -r boot <"$here/boot-folder"
machine=
[ ! -r "$root/etc/machine-id" ] || read -r machine <"$root/etc/machine-id" || :

ours=
[ ! -r "$here/arguments" ] || ours=$(tr '\n' ' ' <"$here/arguments")
arguments=
[ "$1" = remove ] || arguments=$ours
mark='# pulumi-vfio added: '

# $1: entry. Exit code 0: of one of this system's kernels; 3: that too, but for recovery, or with a fallback
# image; 1: other systems' and people's own. A kernel is this system's when the entry has its machine-id,
# its version, or the file name that its package gives it (Arch: /lib/modules/*/pkgbase).
belongs() {
  awk -v machine="$machine" -v modules="$root/lib/modules" '
    { sub(/\r$/, "") }
    $1 == "machine-id" { id = $2 }
    $1 == "version" { version = $2 }
    $1 == "linux" { linux = $2 }
    $1 == "initrd" && $2 ~ /-fallback\.img$/ { fallback = 1 }
    $1 == "options" { for (i = 2; i <= NF; i++) if ($i == "single" || $i == "recovery") recovery = 1 }
    END {
      if (linux == "" || !ours()) exit 1
      exit recovery || fallback ? 3 : 0
    }
    function ours(   name) {
      if (id != "") return id == machine
      if (version != "") return !system("test -d \"" modules "/$(printf %s " quoted(version) ")\"")
      name = linux
      if (!sub(/^.*\/vmlinuz-/, "", name)) return 0
      return !system("cat " quoted(modules) "/*/pkgbase 2>/dev/null | grep -qxF -e " quoted(name))
    }
    function quoted(text) { gsub(/\047/, "\047\\\047\047", text); return "\047" text "\047" }
  ' "$1"
}

# Sets $wanted to the arguments that an entry ($1) gets in this run ($2); false: it is left alone. One that
# we edited and that has become another kind of entry since, such as a copy for recovery, loses ours.
wanted_in() {
  wanted=$arguments
  if belongs "$1"; then return 0; else kind=$?; fi
  wanted=
  head -n 1 "$1" | grep -q "^$mark" && { [ "$kind" = 3 ] || [ "$2" = remove ]; }
}

# Prints an entry ($1) without what was added to it, with the arguments ($2) and the overlay added; without
# arguments, as it was. The first line of options gets the arguments: GRUB reads no other. An empty one
# stays behind a line of ours.
edited() {
  added=$2 ours=$ours awk -v mark="$mark" -v boot="$boot" -v root="$root" -v with_overlay="$with_overlay" '
    BEGIN { added = trimmed(ENVIRON["added"]); ours = trimmed(ENVIRON["ours"]) }
    FNR == 1 && index($0, mark) == 1 { before = substr($0, length(mark) + 1); next }
    { lines[++count] = $0 }
    END {
      take_out()
      for (i = 1; i <= count; i++) note(i)
      if (added == "" || !kernel) added = ""
      else print mark added
      for (i = 1; i <= count; i++) {
        split_end(i)
        if (added != "" && with_overlay == "yes" && i == initrd) print overlay end
        if (added != "" && i == options && word(i, 2) == "") print "options " added end
        else if (added != "" && i == options) line = line " " added
        print line end
        if (added != "" && i == kernel) {
          if (with_overlay == "yes" && !initrd) print overlay end
          if (!options) print "options " added end
        }
      }
    }
    function trimmed(text) { sub(/^ +/, "", text); sub(/ +$/, "", text); return text }
    function word(i, n,   parts, first) {
      split(lines[i], parts, /[ \t\r]+/)
      first = parts[1] == "" ? 2 : 1
      return parts[first + n - 1]
    }
    function split_end(i) {
      end = lines[i] ~ /\r$/ ? "\r" : ""
      line = substr(lines[i], 1, length(lines[i]) - length(end))
    }
    function note(i) {
      if (word(i, 1) == "linux") { kernel = i; overlay = "initrd " place_of(word(i, 2)) "/vfio/early.cpio" }
      if (word(i, 1) == "options" && !options) options = i
      if (word(i, 1) == "initrd" && !initrd) initrd = i
    }
    # GRUB takes paths from the root of the file system that has them, which is not that of /boot when /boot
    # is no partition of its own. Where it is one, a kernel may lie in a folder of that name (/EFI/boot),
    # which is no part of the way to /boot.
    function place_of(path,   at, here, below) {
      at = boot == "/boot" ? index(path, "/boot/") : 0
      if (!at) return ""
      here = quoted(root boot substr(path, at + 5))
      below = quoted(root boot path)
      if (system("test -e " here " && { ! test -e " below " || test " here " -ef " below "; }")) return ""
      return substr(path, 1, at - 1) boot
    }
    function quoted(text) { gsub(/\047/, "\047\\\047\047", text); return "\047" text "\047" }
    function take_out(   i, kept) {
      group = before
      # kernel-install makes new entries of the running command line where /etc/kernel/cmdline does not exist.
      if (group == "" && ours ~ /(^| )vfio_bind=/) group = ours
      for (i = 1; i <= count; i++) if (word(i, 1) == "options" && position(lines[i], group)) where = i
      for (i = 1; i <= count && !where; i++) {
        if (word(i, 1) == "options" && before != "" && lines[i] ~ /[ \t]vfio_bind=/) where = i
      }
      for (i = 1; i <= count && !where; i++) if (word(i, 1) == "options" && before != "") where = i
      kept = 0
      for (i = 1; i <= count; i++) {
        split_end(i)
        if (before != "" && line == "options " before) continue
        if (word(i, 1) == "initrd" && word(i, 2) ~ /\/vfio\/early\.cpio$/) {
          # tuned writes behind every image; behind the host'"'"'s own it stays.
          sub(/^[ \t]*initrd[ \t]+[^ \t]+/, "", line)
          if (line ~ /^[ \t]*(\$tuned_initrd)?[ \t]*$/) continue
          line = "initrd" line
        }
        if (i == where) line = without(line, group)
        if (word(i, 1) == "options") gsub(/[ \t]+vfio_bind=[^ \t]*/, "", line)
        lines[++kept] = line end
      }
      count = kept
    }
    # Where a group of arguments, or a single one, begins for the last time: the place of the blank before it.
    function position(text, group,   padded, at, found) {
      sub(/\r$/, "", text)
      padded = text " "
      if (group == "") return 0
      for (at = index(padded, " " group " "); at; at = index(substr(padded, found + 1), " " group " ")) {
        found += at
      }
      return found
    }
    # The arguments are where they were put; when somebody moved them, each is looked for.
    function without(line, group,   at, list, n, j) {
      if (position(line, group)) return cut(line, group)
      n = split(group, list, " ")
      for (j = 1; j <= n; j++) line = cut(line, list[j])
      return line
    }
    function cut(line, text,   at) {
      at = position(line, text)
      return at ? substr(line, 1, at - 1) substr(line, at + length(text) + 1) : line
    }
  ' "$1"
}

# All are written before the first takes its place: where there is no room for one, all stay as they are. A
# link is not followed.
entries=$root$boot/loader/entries
rm -f "$entries"/.*.conf.pulumi-vfio
trap 'rm -f "$entries"/.*.conf.pulumi-vfio' EXIT
for entry in "$entries"/*.conf; do
  [ -f "$entry" ] && [ ! -L "$entry" ] || continue
  wanted_in "$entry" "$1" || continue
  new=$entries/.${entry##*/}.pulumi-vfio
  edited "$entry" "$wanted" >"$new"
  # The awk of busybox does not tell that the disk is full.
  edited "$entry" "$wanted" | cmp -s - "$new" || {
    echo "there is no room for a new $entry" >&2
    exit 1
  }
  # The last line of a file need not have an end; awk gives it one.
  [ -z "$(tail -c 1 "$entry")" ] || truncate -s -1 "$new"
  if cmp -s "$new" "$entry"; then
    rm -f "$new"
    continue
  fi
  # On an EFI partition there is nothing but owner and mode, and the cp of busybox knows no more.
  cp --attributes-only --preserve=all --no-preserve=timestamps "$entry" "$new" 2>/dev/null || {
    chown "$(stat -c %u:%g "$entry")" "$new"
    chmod "$(stat -c %a "$entry")" "$new"
  }
  sync "$new"
done
for new in "$entries"/.*.conf.pulumi-vfio; do
  [ -f "$new" ] || continue
  name=${new##*/.}
  mv -f "$new" "$entries/${name%.pulumi-vfio}"
done
sync "$entries"
