# Makes what was tried the default, in the boot in which it was tried or, after a cut, in a later one. Reads
# the transaction's instructions.
# needs: lib/run lib/lock lib/lines lib/sums parts/files parts/sources parts/image-record parts/trial/record

# Who does not wait any longer for others, such as packages that are being installed, comes again; the
# trial, which is good, is confirmed then, so that the host is not started anew amid that.
lock_trial() {
  refusal=76
  if [ -e "$record" ] && [ "$(recorded_as state)" = armed ] && on_trial; then
    trap 'code=$?; confirm; ended "$code"' EXIT
  fi
  lock_host
  trap 'ended $?' EXIT
  refusal=75
}

# Nobody but a person, or the next run, ends this boot any more.
confirm() {
  mkdir -p "$root/run/pulumi-vfio"
  : >"$root/run/pulumi-vfio/confirmed"
  [ ! -e "$trial/panic" ] || cat "$trial/panic" >"$root/proc/sys/kernel/panic"
}

# What was changed by others since it was planned stops it before it is confirmed: then the host returns to
# what it ran before. From there on it goes on to its end, whatever happens.
begin_commit() {
  [ -e "$record" ] || refuse "there is no trial to be kept"
  case $(recorded_as state) in
    committing) ;;
    armed)
      on_trial || refuse "the host does not run the trial"
      check_instructions
      check_sources
      set_state committing
      ;;
    *) refuse "the trial has ended: $(recorded_as state)" ;;
  esac
  # What is stored now waits for the boot after this one, whichever this is.
  sed "s/^module-options .*/module-options $(cat "$root/proc/sys/kernel/random/boot_id")/" \
    "$work/instructions" >"$work/now"
  mv "$work/now" "$work/instructions"
  ! on_trial || confirm
}

# Sets what was noted of the trial's image. Fails when it had none.
read_tried_image() {
  [ -e "$trial/image" ] || return 1
  {
    read -r tried_path
    read -r tried_kernel
    read -r tried_how
    read -r tried_sources
    read -r tried_before
    read -r tried_sum
  } <"$trial/image"
}

# The transaction takes the image that was tried while it is what would be made now. One that was kept from
# before us is put back as it is. There may be no room for anything else of the trial beside what is kept,
# and nothing starts the trial once more.
offer_tried() {
  kept_image=
  if read_tried_image && is_as_tried; then
    kept_image=$(grep '/vfio/trial\.img$' "$trial/created")
    echo "tried $tried_kernel ${kept_image#"$root"}" >>"$work/instructions"
  fi
  whole_lines "$trial/created" | grep '/vfio/trial\.' | grep -vxF "$kept_image" |
    while read -r file; do rm -f "$file"; done
}

is_as_tried() {
  [ "$tried_how" != restore ] || [ ! -e "$originals$tried_path" ] || return 1
  [ "$(signature_of "$root$tried_path")" = "$tried_before" ] &&
    [ "$(image_sources "$tried_kernel")" = "$tried_sources" ]
}

# An image that is newer than the boot was proven by it when it is the one that was tried. Known until the
# next boot.
prove_image() {
  if read_tried_image && on_trial && [ "$(sum_of "$root$tried_path")" = "$tried_sum" ]; then
    echo "$(stat -Lc %Z "$root$tried_path") $tried_path" >"$root/run/pulumi-vfio/proven-image"
  fi
}
