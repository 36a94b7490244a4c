/**
 * How functions are bound at boot: by the bind script in an overlay initrd of our own, or in the host's own
 * images, which the initramfs tool rebuilds with our files in its folders; or without it, by vfio-pci
 * itself, which is told ids on the kernel command line.
 */
export type Delivery = "overlay" | "rebuild" | "ids";
