import { OVERLAY } from "../../../model/managed-paths.ts";
import { type LoaderProgram, namedImages } from "../contract/loader-program.ts";

/** systemd-boot as a program. It says which images it loads. */
export const systemdBootProgram: LoaderProgram = {
  name: "systemd-boot",
  title: "systemd-boot",
  added: namedImages,
  // Its paths begin at the partition that it reads, and it does not start an entry with one that is not
  // there; GRUB's may have a folder before.
  overlayProblem: ({ initrds }) => {
    const elsewhere = initrds.find((path) => path.endsWith(OVERLAY) && path !== OVERLAY);
    return elsewhere === undefined
      ? undefined
      : `it loads the overlay initrd as ${elsewhere}, and it is ${OVERLAY} on the partition`;
  },
};
