# Carries out a change; instructions come from standard input.
# needs: lib/run lib/lock parts/change loaders/grub/settings

at_end='settle_drop_in unlock_packages'

stage ''
lock_host
change_host
say "done"
