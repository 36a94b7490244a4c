import { z } from "zod";

/** A name that libvirt, file systems and command lines take without a second thought. */
export const libvirtName = z
  .string()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,199}$/,
    "must be letters, digits and _ . + - and begin with a letter, a digit or _",
  );

/** An absolute path without steps back, and without characters that no of our paths needs. */
export const absolutePath = z
  .string()
  .regex(/^\/(?!.*(?:^|\/)\.\.?(?:\/|$))[^\p{Cc}]*$/u, "must be an absolute path without . and .. in it");
