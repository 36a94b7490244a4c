#!/bin/sh
# Keeps the overlay initrd of pulumi-vfio in step with the installed kernels. Runs before the boot menu is
# made anew. Never stops a package: without modules in the overlay the host boots as usual, with nothing
# bound.
build=/usr/local/lib/pulumi-vfio/build-overlay
if [ -x "$build" ]; then "$build" >&2 || echo "pulumi-vfio: the overlay initrd was not rebuilt" >&2; fi
exit 0
