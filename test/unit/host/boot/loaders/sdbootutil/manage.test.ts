import { describe, expect, it } from "vitest";
import { effectiveProblems } from "../../../../../../host/boot/entries/effective-entries.ts";
import { parseBootLoader } from "../../../../../../host/boot/loaders/parse-boot-loader.ts";
import { sdbootutil } from "../../../../../../host/boot/loaders/sdbootutil/manage.ts";
import { changeInstructions } from "../../../../../../host/boot/plan/change-instructions.ts";
import { planBoot } from "../../../../../../host/boot/plan/plan-boot.ts";
import { completeBoot } from "../../../../../../host/boot/wanted/complete-boot.ts";
import { tokensOf } from "../../../../../../host/model/command-line/arguments.ts";
import { type ImageFacts, sha256 } from "../../../../../../host/model/facts/managed-facts.ts";
import type { Observation } from "../../../../../../host/model/facts/observation.ts";
import { caseOf, factsOf } from "../boot-loader-cases.ts";

const NAME = "opensuse-systemd-boot";
const IMAGE = "/boot/efi/opensuse-tumbleweed/6.18.9-1-default/initrd";
const OLD = `${IMAGE}-95afcf129ca424d5481026705a360d3bc92d5d75`;
const NEW = `${IMAGE}-0123456789abcdef0123456789abcdef01234567`;
const TEXT = caseOf(NAME);

function read(text: string): Observation {
  return { ...factsOf(NAME, "dracut"), bootLoader: parseBootLoader(text) };
}

const fresh = read(TEXT);
const functions = fresh.pci.filter(({ bootVga }) => bootVga !== true);
const declared = { commandLine: {}, moduleOptions: {}, allowBootDisplay: false, iommuPassthrough: true };
const wanted = completeBoot("ws1", fresh, functions, declared);

describe("a host with sdbootutil is refused", () => {
  it.each<[string, (text: string) => string, RegExp]>([
    [
      "that transactional-update changes",
      (text) => `${text}transactional an overlay for /etc in /etc/fstab\n`,
      /transactional-update \(an overlay for \/etc in \/etc\/fstab\)[\s\S]*transactional-update shell/,
    ],
    [
      "whose root is read-only, with transactional-update",
      (text) => `${text}read-only-root yes\ntool transactional-update\n`,
      /mounted read-only, and transactional-update is installed[\s\S]*transactional-update shell/,
    ],
    [
      "that runs a snapshot from before",
      (text) => `${text}read-only-root yes\n`,
      /is a read-only snapshot[\s\S]*snapper rollback/,
    ],
    [
      "with a disk that the TPM unlocks",
      (text) => `${text}sealed tpm2-device for cr_root in /etc/crypttab\n`,
      /unlocked by the TPM \(tpm2-device for cr_root[\s\S]*waits at its console[\s\S]*unenroll --method=tpm2/,
    ],
    [
      "with an image that is not made by dracut",
      (text) => `${text}given-image /lib/modules/6.18.9-1-default/initrd\n`,
      /takes images as they are \(\/lib\/modules\/6.18.9-1-default\/initrd\)/,
    ],
    [
      "without a file of arguments",
      (text) => text.replace(/^kernel-cmdline .*\n/m, ""),
      /there is no \/etc\/kernel\/cmdline/,
    ],
    [
      "without an entry of the running snapshot",
      (text) => text.replace(/^(cmdline .*snapshots\/)4/m, "$19"),
      /no boot entry is for the running snapshot[\s\S]*sdbootutil add-all-kernels/,
    ],
    [
      "that starts another snapshot next",
      (text) => text.replace(/^(variable LoaderEntryDefault .*)-4.conf$/m, "$1-6.conf"),
      /default entry is "Snapper: openSUSE[^"]*" \(opensuse-tumbleweed-6.18.9-1-default-6\), which is not/,
    ],
  ])("%s", (_, change, reason) => {
    expect(() => completeBoot("ws1", read(change(TEXT)), functions, declared)).toThrow(reason);
  });

  it("when new images would cost entries of other snapshots", () => {
    const managed = {
      ...fresh.managed,
      freeKilobytes: { "/boot/efi": 90_000 },
      imageBytes: { [OLD]: 60 << 20 },
    };
    expect(() => completeBoot("ws1", { ...fresh, managed }, functions, declared)).toThrow(
      /only 90000 kB are free on \/boot\/efi, up to 106496 kB[\s\S]*snapper delete/,
    );
  });

  it("when an installed kernel has no entry, with the command that makes one", () => {
    const [kernel] = fresh.kernel.installed;
    if (kernel === undefined) throw new Error("the case has no kernel");
    const installed = [kernel, { ...kernel, release: "6.19.0-1-default" }];
    const facts = { ...fresh, kernel: { ...fresh.kernel, installed } };
    expect(() => completeBoot("ws1", facts, functions, declared)).toThrow(
      /sdbootutil add-kernel 6.19.0-1-default/,
    );
  });

  it("but not because another system is the default", () => {
    const other = TEXT.replaceAll(/(-6\.conf:options .*)root=UUID=\S+/g, "$1root=UUID=other");
    const text = other.replace(/^(variable LoaderEntryDefault .*)-4.conf$/m, "$1-6.conf");
    expect(sdbootutil.problems(read(text))).toEqual([]);
  });
});

describe("entries of sdbootutil", () => {
  const tokens = tokensOf(wanted.commandLine).map(({ text }) => text);
  const bind = wanted.images?.[IMAGE]?.bind ?? "";
  const seen: ImageFacts = { kernel: "6.18.9-1-default", tool: "dracut", bind, state: "as-seen" };
  /** The entry of the running snapshot with our arguments and an image; that of the other one as before. */
  const configured = (image: string, managed: Partial<Observation["managed"]>): Observation => ({
    ...read(
      TEXT.replace(/^(bls \S+-4\.conf:options .*)$/m, `$1 ${tokens.join(" ")}`).replace(
        /^(bls \S+-4\.conf:initrd +).*$/m,
        `$1${image.slice("/boot/efi".length)}`,
      ),
    ),
    managed: {
      ...fresh.managed,
      files: Object.fromEntries(
        Object.entries(wanted.files).map(([path, text]) => [path, { text, sha256: sha256(text) }]),
      ),
      ours: wanted.files,
      journal: { files: Object.keys(wanted.files), tokens, drivers: {} },
      ...managed,
    },
  });
  const stored = (facts: Observation) =>
    planBoot(facts, wanted).filter(({ kind }) => kind !== "reboot" && kind !== "bind");

  it("have an image that is wanted by a name which lasts", () => {
    expect(Object.keys(wanted.images ?? {})).toEqual([IMAGE]);
    expect(changeInstructions(planBoot(fresh, wanted), wanted, fresh)).toEqual(
      expect.arrayContaining([
        "boot /boot/efi",
        `entry-image build dracut 6.18.9-1-default ${IMAGE}`,
        "arguments-by-tool sdbootutil",
      ]),
    );
  });

  it("need nothing when that of the running snapshot has arguments and an image that was looked into", () => {
    const facts = configured(NEW, { images: { [NEW]: seen } });
    expect(stored(facts)).toEqual([]);
    expect(effectiveProblems(facts, wanted)).toEqual([]);
  });

  it("are not judged by the image of an earlier run", () => {
    const facts = configured(OLD, { images: { [NEW]: seen } });
    expect(stored(facts)).toMatchObject([
      { kind: "images", how: "look", images: [{ path: IMAGE }] },
      { kind: "menu", because: "its entries name the images by their content" },
    ]);
    expect(effectiveProblems(facts, wanted)).toEqual([
      `entry "openSUSE Tumbleweed" (kernel 6.18.9-1-default): its image ${OLD} is not known to carry the bind script`,
    ]);
  });

  it.each<[ImageFacts["state"], RegExp]>([
    ["missing", /is missing/],
    ["changed", /was changed since it was looked into/],
  ])("with an image that is %s are a reason not to reboot", (state, reason) => {
    const facts = configured(NEW, { images: { [NEW]: { ...seen, state } } });
    expect(effectiveProblems(facts, wanted).join()).toMatch(reason);
  });

  it("get a new image when a run did not come to it", () => {
    const images = { [NEW]: seen, [IMAGE]: { ...seen, bind: "due", state: "missing" as const } };
    expect(stored(configured(NEW, { images }))).toMatchObject([
      { kind: "images", how: "build", because: "an earlier run ended before it was rebuilt" },
      { kind: "menu" },
    ]);
  });
});
