/**
 * Kind of a field: `word` has no blanks; `line` may have some, and is the last; `text` travels as base64;
 * `words` and `texts` are any number of them, the last; a list names the words that are possible.
 */
export type FieldKind = "word" | "number" | "line" | "text" | "words" | "texts" | readonly string[];

/** One instruction of the remote programs. */
export interface InstructionKind {
  /** The program that reads it first: a trial is armed with the instructions of its change, too. */
  readonly program: "change" | "arm" | "disarm";
  /** Names and kinds of its fields, in the order in which they follow the verb. */
  readonly fields: readonly (readonly [name: string, kind: FieldKind])[];
  /** What it tells the program, as the head of the program says it. */
  readonly meaning: string;
}

/**
 * Every instruction that the remote programs read, by its verb. They come from standard input, one a line;
 * the last line is `end`.
 */
export const instructionLanguage = {
  function: {
    program: "change",
    fields: [
      ["address", "word"],
      ["driver", "word"],
    ],
    meaning: "the driver, or none, that held it when the change was planned, for the undo",
  },
  file: {
    program: "change",
    fields: [
      ["mode", "word"],
      ["seen", "word"],
      ["path", "word"],
      ["content", "text"],
    ],
    meaning: "write it; SEEN: sha256 of what is there now, or `absent`",
  },
  remove: {
    program: "change",
    fields: [
      ["seen", "word"],
      ["path", "word"],
    ],
    meaning: "remove a file",
  },
  sources: {
    program: "change",
    fields: [["kinds", "words"]],
    meaning: "files of others that the change was planned from: go on only while they are as seen",
  },
  seen: {
    program: "change",
    fields: [
      ["kind", "word"],
      ["sha256", "word"],
      ["path", "line"],
    ],
    meaning: "one of them",
  },
  boot: {
    program: "change",
    fields: [["folder", "word"]],
    meaning: "whose vfio/early.cpio is the overlay initrd",
  },
  sysctl: {
    program: "change",
    fields: [
      ["name", "word"],
      ["value", "text"],
    ],
    meaning: "a value of the running system, set at once",
  },
  overlay: { program: "change", fields: [], meaning: "build the overlay initrd" },
  "no-overlay": {
    program: "change",
    fields: [],
    meaning: "remove it when the boot menu does not name it any more",
  },
  binding: {
    program: "change",
    fields: [["how", ["rebuild"]]],
    meaning: "boot entries are not to load an overlay",
  },
  image: {
    program: "change",
    fields: [
      ["how", ["build", "look", "restore"]],
      ["tool", "word"],
      ["kernel", "word"],
      ["path", "word"],
    ],
    meaning: "an image with the bind script in it: build it, look for it, or restore the one from before us",
  },
  "entry-image": {
    program: "change",
    fields: [
      ["how", ["build", "look", "restore"]],
      ["tool", "word"],
      ["kernel", "word"],
      ["path", "word"],
    ],
    meaning: "the same where sdbootutil makes it: with its entry, and under a name of its own",
  },
  tried: {
    program: "change",
    fields: [
      ["kernel", "word"],
      ["path", "word"],
    ],
    meaning: "an image for that kernel that was tried, and takes the place of one that would be made",
  },
  token: {
    program: "change",
    fields: [["token", "line"]],
    meaning: "must be in every ordinary boot entry of the new boot menu",
  },
  menu: { program: "change", fields: [], meaning: "regenerate GRUB's boot menu" },
  entries: { program: "change", fields: [], meaning: "edit the boot loader entries" },
  "arguments-by-tool": {
    program: "change",
    fields: [["tool", "word"]],
    meaning: "give the arguments to a program that makes boot entries of them",
  },
  deployment: {
    program: "change",
    fields: [],
    meaning: "let rpm-ostree make a deployment with the tokens",
  },
  initramfs: {
    program: "change",
    fields: [
      ["before", ["enabled", "disabled"]],
      ["how", ["enable", "disable"]],
      ["arguments", "texts"],
    ],
    meaning:
      "how its initramfs is made: by dracut with these arguments, or not on this host; and how before us",
  },
  copies: { program: "change", fields: [], meaning: "this run keeps copies of what it writes" },
  "module-options": {
    program: "change",
    fields: [["bootId", "word"]],
    meaning: "they wait for the next boot",
  },
  trial: {
    program: "arm",
    fields: [
      ["id", "word"],
      ["seconds", "number"],
    ],
    meaning: "SECONDS: when the dead-man unit returns the host",
  },
  "trial-script": {
    program: "arm",
    fields: [
      ["name", "word"],
      ["content", "text"],
    ],
    meaning: "what goes on without a controller",
  },
  "trial-file": {
    program: "arm",
    fields: [
      ["mode", "word"],
      ["path", "word"],
      ["content", "text"],
    ],
    meaning: "write a file of the trial's own",
  },
  "trial-link": {
    program: "arm",
    fields: [
      ["target", "word"],
      ["link", "word"],
    ],
    meaning: "make a symbolic link of the trial's own",
  },
  "trial-overlay": {
    program: "arm",
    fields: [["path", "word"]],
    meaning: "build the trial's overlay initrd",
  },
  "trial-image": {
    program: "arm",
    fields: [
      ["how", ["build", "look", "restore"]],
      ["tool", "word"],
      ["kernel", "word"],
      ["replaced", "word"],
      ["path", "word"],
    ],
    meaning: "the trial's own image, in place of REPLACED, of which the transaction would do as it says",
  },
  "trial-in-place": {
    program: "arm",
    fields: [["content", "text"]],
    meaning: "what runs a tool where the planned files are in their places",
  },
  "trial-menu": {
    program: "arm",
    fields: [
      ["path", "word"],
      ["lines", "text"],
    ],
    meaning: "lines for GRUB's custom.cfg",
  },
  "trial-environment": {
    program: "arm",
    fields: [
      ["path", "word"],
      ["name", "word"],
      ["value", "word"],
    ],
    meaning: "the word in a file of GRUB's that starts the entry once",
  },
  "trial-oneshot": {
    program: "arm",
    fields: [
      ["entry", "word"],
      ["knownGood", "word"],
    ],
    meaning: "the same for systemd-boot",
  },
  of: {
    program: "disarm",
    fields: [["id", "word"]],
    meaning: "which trial; that of another run is left alone",
  },
  reject: { program: "disarm", fields: [], meaning: "only note that it ends with the next boot" },
  abandon: {
    program: "disarm",
    fields: [],
    meaning: "remove it although it was confirmed, and cannot be kept as it was planned",
  },
  forget: { program: "disarm", fields: [], meaning: "remove the record, too" },
} as const satisfies Readonly<Record<string, InstructionKind>>;
