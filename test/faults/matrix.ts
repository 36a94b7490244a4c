import { join } from "node:path";
import { expect } from "vitest";
import { parseVariants, resetLab, type Variants } from "../../lab/index.ts";
import { projectDir } from "../../toolchain/local/paths.mjs";
import { CARD, type Lab, openLab } from "../lab/lab.ts";
import { differences, type Manifest, readManifest } from "../lab/manifest.ts";
import { bringUp, giveBack } from "./controller.ts";
import { disturbed } from "./disturb.ts";
import type { Fault } from "./fault.ts";
import { countCalls, inject, prepareForFaults } from "./injection.ts";
import { addResult, keepReference, type Reference, readReference } from "./results.ts";
import { countBoots, settled } from "./workstation.ts";

const LAB_DIR = join(projectDir, "test-results", "faults", ".lab");
/** The drivers of the card as the workstation is installed. */
export const ORIGINAL = { [CARD[0]]: "bochs-drm", [CARD[1]]: "snd_hda_intel" };
const BOUND = { [CARD[0]]: "vfio-pci", [CARD[1]]: "vfio-pci" };

/**
 * The workstation that all faults are tried on, one after the other: each leaves it as it was, or it is made
 * so.
 */
export class Matrix {
  #lab: Lab | undefined;
  /** What the host holds before any change. */
  #pristine: Manifest = new Map();
  #isPristine = false;
  readonly #place: { readonly labDir: string; readonly name: string; readonly variants: Variants };

  /** `flags`: how it differs from the standard machine; `name` is the workstation's, and no other kind's. */
  constructor(name = "faults", flags: readonly string[] = []) {
    this.#place = { labDir: LAB_DIR, name, variants: parseVariants(flags) };
  }

  get lab(): Lab {
    if (this.#lab === undefined) throw new Error("the workstation was not started");
    return this.#lab;
  }

  /** The change without a fault, in this run of all faults. */
  get reference(): Reference | undefined {
    return readReference(this.#place.name);
  }

  /** Makes the workstation pristine where it is not. */
  async begin(): Promise<void> {
    if (this.#isPristine) return;
    await resetLab(this.#place);
    await this.open();
    await prepareForFaults(this.lab);
    this.#pristine = await readManifest(this.lab);
    this.#isPristine = true;
  }

  /** Switches it on where it is off. */
  readonly open = async (): Promise<void> => {
    this.#lab = await openLab(this.#place, this.#place.name);
  };

  /** Switches it off. The files stay, for a look at what went wrong. */
  async end(): Promise<void> {
    await this.#lab?.instance.stop({ now: true });
  }

  /** Runs a change without a fault, unless this run of all faults has had one. */
  async requireReference(): Promise<void> {
    if (this.reference === undefined) await this.runWithoutFault();
  }

  /** Injects a fault, brings the card to vfio-pci, and expects the end that it is to have. */
  async run(fault: Fault): Promise<void> {
    const work = async () => {
      for (let time = 0; time < (fault.times ?? 1); time++) {
        await inject(this.lab, fault.inject ?? "");
        const said = await disturbed(this, fault);
        await settled(this.lab);
        if (fault.says === undefined) expect(said).toBeUndefined();
        else expect(said).toMatch(fault.says);
      }
      if (fault.after !== undefined) await this.lab.root(fault.after);
      // A run that was cut off leaves its record to the next one, which must find a host that it can work on.
      const next = fault.outcome === "kept" ? bringUp : giveBack;
      const isCutOff = fault.during !== undefined || fault.cutWhileStaged !== undefined;
      if (isCutOff) expect(await next(this.lab.instance)).toBeUndefined();
    };
    const ended = () => (fault.outcome === "kept" ? this.expectConfigured() : this.expectPristine());
    await this.timed(fault.name, fault.outcome, work, ended);
  }

  /**
   * A change without a fault, and its undo: what all others are compared with, and how many steps they can be
   * cut off at.
   */
  async runWithoutFault(): Promise<void> {
    await this.timed("none", "kept", async () => {
      await inject(this.lab, "cp /run/lab-fault/calls /var/lib/lab-calls");
      await countCalls(this.lab);
      const onStep = (step: string) => {
        if (/looking whether it stays so/.test(step)) void countCalls(this.lab);
      };
      expect(await bringUp(this.lab.instance, { onStep })).toBeUndefined();
    });
    const counts = "wc -l </var/lib/lab-calls; wc -l </run/lab-fault/calls; rm /var/lib/lab-calls";
    const [staged = 0, kept = 0] = (await this.lab.root(counts)).split("\n").map(Number);
    console.log(`steps: ${staged} until it is armed, ${kept} until it is kept`);
    expect(Math.min(staged, kept)).toBeGreaterThan(5);
    await this.expectConfigured();
    keepReference(this.#place.name, { steps: { staged, kept }, configured: await readManifest(this.lab) });
    const undo = async () => expect(await giveBack(this.lab.instance)).toBeUndefined();
    await this.timed("none, undone", "returned", undo, () => this.expectPristine());
  }

  /**
   * Does what a case is about, which is timed, looks how it has `ended`, and adds it to the results when that
   * is as it should be.
   */
  async timed(
    name: string,
    outcome: string,
    work: () => Promise<void>,
    ended: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    this.#isPristine = false;
    const started = performance.now();
    const boots = countBoots(this.lab);
    await work();
    const seconds = Math.round((performance.now() - started) / 1_000);
    const result = { case: name, outcome, boots: boots(), seconds };
    await ended();
    addResult(result);
  }

  /** The host is as before, and nothing of a trial is left. */
  async expectPristine(): Promise<void> {
    expect(differences(this.#pristine, await readManifest(this.lab))).toEqual([]);
    expect(await this.lab.drivers(CARD)).toEqual(ORIGINAL);
    expect(await this.lab.root("ls -A /var/lib/pulumi-vfio 2>/dev/null || :")).toBe("");
    this.#isPristine = true;
  }

  /**
   * The new configuration is the default one and runs, as it does without a fault where that is known, and
   * nothing of a trial is left.
   */
  async expectConfigured(): Promise<void> {
    const manifest = await readManifest(this.lab);
    expect(differences(this.reference?.configured ?? manifest, manifest)).toEqual([]);
    expect(await this.lab.root("ls -d /var/lib/pulumi-vfio/trial* 2>/dev/null || :")).toBe("");
    expect(await this.lab.root("cat /boot/grub/grub.cfg")).toContain("vfio_bind=");
    expect(await this.lab.drivers(CARD)).toEqual(BOUND);
  }
}
