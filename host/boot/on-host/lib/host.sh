# Where everything is on the host. First of all pieces that programs are made of.
# $1: root of the tree, which all paths get in front; empty except in tests.
# Shared by all pieces:
#   root      see above
#   state     the folder of what is known from run to run
#   journal   what was there before us
#   touched   whether this run has changed anything: yes or no
#   work      this run's own folder, with its instructions in the file `instructions`
#   boot      the folder whose vfio/early.cpio is the overlay initrd

# Not every program reads all of them.
# shellcheck disable=SC2034
set -eu
umask 022
export LC_ALL=C

root=${1:-}
state=$root/var/lib/pulumi-vfio
journal=$state/journal
touched=no
