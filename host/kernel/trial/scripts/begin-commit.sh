# Makes what was tried the default, in the boot in which it was tried or, after a cut, in a later one. Reads the transaction's instructions.

# Who does not wait any longer for others, such as packages that are being installed, comes again; the trial, which is good, is confirmed then, so that
# the host is not started anew amid that.
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

# What was changed by others since it was planned stops it before it is confirmed: then the host returns to what it ran before. From there on it goes
# on to its end, whatever happens.
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
