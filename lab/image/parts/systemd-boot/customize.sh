#!/bin/sh
# Run after the standard customize.sh on the same tree ($1).
set -eu
tree=$1
part=$(dirname "$0")
(cd "$part/tree" && find . -type f) | while read -r file; do
  install -D -m 0644 "$part/tree/$file" "$tree/$file"
done
rm -f "$tree/etc/default/grub"
