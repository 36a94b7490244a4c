# Makes what was tried the default, in the boot in which it was tried or, after a cut, in a later one. Reads the transaction's instructions.

# What was changed by others since it was planned stops it before it is confirmed: then the host returns to what it ran before. What is confirmed does not
# end while it waits for others, such as packages that are being installed; who does not wait any longer comes again.
lock_confirmed() {
  if [ -e "$record" ] && [ "$(recorded_as state)" = armed ] && on_trial; then
    check_instructions
    check_sources
    confirm
  fi
  refusal=76
  lock_host
  refusal=75
}

# Nobody but a person, or the next run, ends this boot any more.
confirm() {
  mkdir -p "$root/run/pulumi-vfio"
  : >"$root/run/pulumi-vfio/confirmed"
  [ ! -e "$trial/panic" ] || cat "$trial/panic" >"$root/proc/sys/kernel/panic"
}

# From here on it goes on to its end, whatever happens.
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
  sed "s/^module-options .*/module-options $(cat "$root/proc/sys/kernel/random/boot_id")/" "$work/instructions" >"$work/now"
  mv "$work/now" "$work/instructions"
  ! on_trial || confirm
}
