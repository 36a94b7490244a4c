# GRUB's boot menu; where it is a link, the file that it leads to.
# needs: lib/run lib/folders lib/journal lib/place loaders/grub/settings

menu=$root/boot/grub/grub.cfg
[ ! -L "$menu" ] || menu=$(readlink -f "$menu")
candidate=$menu.pulumi-vfio

# What a boot menu is made from, apart from what this program adds.
menu_sources() {
  (
    cd "$root/" || exit
    for file in boot/vmlinu* boot/initrd* boot/config-*; do echo "$file"; done
    for file in etc/default/grub etc/default/grub.d/*.cfg etc/grub.d/*; do
      case $file in */90-pulumi-vfio.cfg) continue ;; esac
      [ ! -f "$file" ] || sha256sum "$file"
    done
  ) | sha256sum | cut -d ' ' -f 1
}

# The menu from before us is kept before a drop-in of ours is there, which anybody's grub-mkconfig would
# take over.
keep_menu() {
  grep -qx menu "$work/instructions" || return 0
  [ ! -e "$state/base/grub.cfg" ] || return 0
  touched=yes
  make_folder "$state/base"
  copy_whole "$menu" "$state/base/.grub.cfg"
  sync "$state/base/.grub.cfg"
  # First, because a run that finds the menu kept notes nothing.
  echo "menu $(menu_sources)" | note_lines
  mv -f "$state/base/.grub.cfg" "$state/base/grub.cfg"
}

# Titles are in the language of the host, as when a package makes the menu: GRUB_DEFAULT may name an entry
# by its title.
host_language() {
  cat "$root/etc/locale.conf" "$root/etc/default/locale" 2>/dev/null |
    sed -n 's/^LANG=["'"'"']\{0,1\}\([A-Za-z0-9_.@-]*\).*/\1/p' | tail -n 1
}

# The new menu under another name than grub-mkconfig's own temporary one.
make_candidate() {
  rm -f "$candidate" "$candidate.new"
  env -u LC_ALL LANG="$(host_language)" grub-mkconfig -o "$candidate" >"$work/mkconfig" 2>&1 || {
    cat "$work/mkconfig" >&2
    refuse_menu "grub-mkconfig failed"
  }
  grub-script-check "$candidate" || refuse_menu "grub-mkconfig made a boot menu with a syntax error"
  keep_attributes "$menu" "$candidate"
}

# The menu in place stays; the end of the run puts the drop-in back. In an undo nothing is kept of it, so
# that it stays away: the next run goes on from there.
refuse_menu() {
  rm -f "$candidate" "$candidate.new"
  refuse "$*"
}

# Every ordinary entry that GRUB's own script made has all tokens, and the overlay before the last image,
# which is the host's own, where the kernel has one; recovery entries capture nothing. Entries of other
# systems and of people are not looked at. Tokens are compared as text: they come from a file, and its name
# from the environment, because awk replaces \t and the like in what -v gives it.
check_candidate() {
  sections=0
  ! grep -q '^### BEGIN .*/10_linux' "$candidate" || sections=1
  overlays=1
  ! grep -qx 'binding rebuild' "$work/instructions" || overlays=0
  sed -n 's/^token //p' "$work/instructions" >"$work/tokens"
  tokens=$work/tokens awk -v sections="$sections" -v overlays="$overlays" '
    BEGIN { while ((getline line < ENVIRON["tokens"]) > 0) want[line] = 1 }
    /^### BEGIN / { inside = $3 ~ /\/10_linux/ }
    /^### END / { inside = 0 }
    sections && !inside { next }
    $1 ~ /^linux(16|efi)?$/ {
      recovery = 0; delete has
      for (i = 3; i <= NF; i++) { has[$i] = 1; if ($i == "single" || $i == "recovery") recovery = 1 }
      if (recovery) {
        for (token in has) if (token ~ /^vfio_bind=/) print "a recovery entry has " token
        next
      }
      ordinary++
      for (token in want) if (!(token in has)) print "the entry of " $2 " lacks " token
    }
    overlays && $1 ~ /^initrd(16|efi)?$/ && !recovery {
      overlay = 0; last = NF
      for (i = 2; i <= NF; i++) if ($i ~ /\/(initrd|initramfs)[^\/]*$/) last = NF - 1
      for (i = 2; i <= last; i++) if ($i ~ /\/vfio\/early\.cpio$/) overlay = 1
      if (!overlay) print "an entry does not load the overlay before its last image: " $0
    }
    END { if (!ordinary) print "there is no boot entry" }
  ' "$candidate"
}

make_menu() {
  grep -qx menu "$work/instructions" || return 0
  say "making the boot menu"
  make_candidate
  problems=$(check_candidate)
  [ -z "$problems" ] ||
    refuse_menu "the new boot menu would not do what it must, the old one was kept: $problems"
  release_drop_in
  install_candidate
}

install_candidate() {
  if cmp -s "$candidate" "$menu"; then
    rm -f "$candidate"
  else
    sync "$candidate"
    mv -f "$candidate" "$menu"
    sync "${menu%/*}"
  fi
}

# The menu from before us comes back byte for byte, except when something else it is made from has changed
# since, or somebody's lines stay in our drop-in.
restore_menu() {
  [ -e "$state/base/grub.cfg" ] || return 0
  say "making the boot menu"
  make_candidate
  ! grep -q -e vfio_bind= -e /vfio/early.cpio "$candidate" ||
    refuse_menu "the boot menu made without our files still has vfio_bind= or the overlay; look for them in" \
      "/etc/default/grub and /etc/default/grub.d"
  base=$state/base/grub.cfg
  if ! cmp -s "$candidate" "$base"; then
    if [ ! -e "$root$drop_in" ] && noted "menu $(menu_sources)"; then
      copy_whole "$base" "$candidate"
      keep_attributes "$menu" "$candidate"
    else
      say "note the boot menu differs from the one before, because kernels or boot settings have changed" \
        "since"
    fi
  fi
  install_candidate
}
