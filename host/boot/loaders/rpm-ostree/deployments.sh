# Shell function `deployments`: prints what rpm-ostree is going to start, and what it is doing, where ostree
# has started the system. Needs the variable `root`: what all paths get in front.

# The folder of the deployment that is started next, which need not be in the boot entries yet. `ostree
# admin status` names each by its stateroot and CHECKSUM.SERIAL, the next one first.
next_deployment() {
  ostree admin status 2>/dev/null | awk '{
    for (i = 2; i <= NF; i++) if (length($i) > 65 && $i ~ /^[0-9a-f]+\.[0-9]+$/) {
      print "/ostree/deploy/" $(i - 1) "/deploy/" $i
      exit
    }
  }'
}

deployments() {
  grep -qE '(^| )ostree=' "$root/proc/cmdline" || return 0
  command -v rpm-ostree >/dev/null || return 0
  status=$(timeout 30 rpm-ostree status --json 2>/dev/null) || return 0
  arguments=$(timeout 30 rpm-ostree kargs 2>/dev/null) || return 0
  printf 'deployments %s\n' "$(printf '%s' "$status" | tr '\n' ' ')"
  printf 'deployment-arguments %s\n' "$arguments"
  folder=$(next_deployment)
  [ -n "$folder" ] || return 0
  for kernel in "$root$folder"/usr/lib/modules/*/vmlinuz; do
    [ -e "$kernel" ] || continue
    kernel=${kernel%/vmlinuz}
    echo "deployment-kernel ${kernel##*/}"
    # Looking into an image takes seconds: only where it has to load the module.
    case " $arguments " in *" rd.driver.pre=vfio-pci "*) ;; *) continue ;; esac
    content=$(timeout 60 lsinitrd "$kernel/initramfs.img" 2>/dev/null) || continue
    case $content in
      */vfio-pci.ko*) echo "deployment-image has" ;;
      *) echo "deployment-image lacks" ;;
    esac
  done
}
