import { armScript, disarmScript, undoScript } from "../../../../host/boot/on-host/programs.ts";
import type { Clock } from "../../../../host/model/clock.ts";
import type { BootEntry } from "../../../../host/model/facts/boot-loader-facts.ts";
import type { Observation } from "../../../../host/model/facts/observation.ts";
import type { TrialState } from "../../../../host/model/facts/trial-facts.ts";
import type { HostConnection, RunOptions, RunResult } from "../../../../host/model/host-connection.ts";
import { HostSession } from "../../../../host/session.ts";
import { freshHost, labObservation } from "./lab-host.ts";
import { booted } from "./simulated-boot.ts";
import { changed, UNTOUCHED } from "./simulated-change.ts";

const OK: RunResult = { code: 0, stdout: "", stderr: "" };

/**
 * A host that carries out the transaction's instructions on facts instead of files, and boots what its menu
 * says.
 */
export class SimulatedHost extends HostSession {
  facts: Observation = labObservation(freshHost());
  reboots = 0;
  /** What the transaction answers instead of doing anything. */
  refusal: RunResult | undefined;
  /** What the bind script says at boot instead of binding. */
  bindRefusal: string | undefined;
  /** What the search for the kernels' symbols prints. */
  symbols = "";
  /** Whether a reboot ends; otherwise nobody can log in any more. */
  comesBack = true;
  /** Whether a trial can be reached; otherwise the host falls back on its own. */
  trialComesUp = true;
  /** What keeping a trial answers instead of doing anything. */
  commitRefusal: RunResult | undefined;
  /** What keeping a trial is cut off by. */
  commitFails: Error | undefined;
  /** The functions as they are at boot before anything binds them. */
  atBoot: Observation["pci"] = freshHost().pci;
  readonly clock: Clock;
  #down = false;
  /** What the loader starts once, and what keeps it. */
  #trial:
    | {
        readonly once: boolean;
        readonly entry: BootEntry;
        readonly payload: readonly string[];
        readonly proven: string | undefined;
        /** What is done for its own image; empty when it has none. */
        readonly image: string;
      }
    | undefined;
  #asked: readonly string[] = [];

  constructor(abort = new AbortController()) {
    super(() => Promise.reject(new Error("not connected")), abort.signal);
    let time = 0;
    this.clock = {
      now: () => time,
      sleep: async (milliseconds, signal) => {
        time += milliseconds;
        if (time > 20_000) abort.abort(new Error("cancelled"));
        signal?.throwIfAborted();
      },
    };
  }

  override connection(): Promise<HostConnection> {
    if (this.#down) return Promise.reject(new Error("nobody listens"));
    return Promise.resolve({
      host: "ops@ws1:22",
      run: async (script: string, options: RunOptions = {}) => this.#run(script, options),
      close: async () => undefined,
    });
  }

  override observe(): Promise<Observation> {
    const { sysctl, bootLoader } = this.facts;
    const asked = Object.fromEntries(this.#asked.map((name) => [name, UNTOUCHED]));
    return Promise.resolve({
      ...this.facts,
      bootLoader: { ...bootLoader, defaultEntry: bootLoader.entries[0] },
      sysctl: { ...sysctl, running: { ...asked, ...sysctl.running } },
    });
  }

  override observeSysctl(names: readonly string[]): Promise<Observation> {
    this.#asked = names.filter((name) => name !== "vm.gone");
    return this.observe();
  }

  override disconnect(): Promise<void> {
    return Promise.resolve();
  }

  /** Boots what is to be started once, else the first entry of the menu. */
  boot(): void {
    this.#down = false;
    const [first] = this.facts.bootLoader.entries;
    const tried = this.#trial?.once === true && this.trialComesUp ? this.#trial : undefined;
    if (this.#trial?.once === true && !this.trialComesUp) this.#setState("fell-back");
    if (this.#trial !== undefined) this.#trial = { ...this.#trial, once: false };
    const entry = tried?.entry ?? first;
    this.facts = booted(this.facts, entry, `boot-${this.reboots + 2}`, {
      atBoot: this.atBoot,
      triedImage: tried?.image,
      refusal: this.bindRefusal,
    });
  }

  #run(script: string, { args = [], stdin }: RunOptions): RunResult {
    if (script === "sync") return OK;
    const lines = String(stdin).split("\n");
    if (script === armScript) return this.refusal ?? this.#arm(lines);
    if (script === disarmScript) return this.#disarm(lines);
    if (script.includes("systemctl reboot")) return this.#reboot();
    if (script.includes("boot_id")) {
      const id = String(this.reboots).padStart(12, "0");
      return { ...OK, stdout: `00000000-0000-4000-8000-${id}\n` };
    }
    if (script.includes("kallsyms")) return { ...OK, stdout: this.symbols };
    if (script.includes("d3cold_allowed")) return this.#power(args);
    if (script.includes("drivers_probe")) return this.#bind(args);
    if (script.includes("--list-boots")) return { ...OK, stdout: "the end of the journal of the trial\n" };
    if (script.includes("trial/commit <")) return this.#commit();
    if (this.refusal !== undefined) return this.refusal;
    if (script === undoScript) this.#undo();
    else this.facts = changed(this.facts, lines);
    return OK;
  }

  #arm(lines: readonly string[]): RunResult {
    const word = (kind: string, at: number) =>
      lines.find((line) => line.startsWith(`${kind} `))?.split(" ")[at] ?? "";
    const menu = Buffer.from(word("trial-menu", 2), "base64").toString();
    const [, kernel = "", commandLine = ""] = /if linux (\S+) (.*); then/.exec(menu) ?? [];
    const initrds = /if initrd (.*); then/.exec(menu)?.[1]?.split(" ") ?? [];
    const entry = { title: "trial", kernel, commandLine, initrds };
    const payload = lines.filter((line) => !line.startsWith("trial"));
    const line = lines.find((text) => text.startsWith("trial-script proven "))?.split(" ")[2];
    const proven = line === undefined ? undefined : Buffer.from(line, "base64").toString().trim();
    this.#trial = { once: true, entry, payload, proven, image: word("trial-image", 1) };
    const { bootId } = this.facts.kernel;
    const record = { id: word("trial", 1), state: "armed", bootId, since: 2_000, seconds: 180 } as const;
    this.facts = { ...this.facts, trial: { ...this.facts.trial, record } };
    return OK;
  }

  #setState(state: TrialState): void {
    const { trial } = this.facts;
    if (trial.record === undefined) return;
    this.facts = { ...this.facts, trial: { ...trial, record: { ...trial.record, state } } };
  }

  #disarm(lines: readonly string[]): RunResult {
    const { record } = this.facts.trial;
    const of = lines.find((line) => line.startsWith("of "))?.slice(3);
    if (record !== undefined && of !== undefined && of !== record.id) return OK;
    if (lines.includes("reject")) this.#setState("rejected");
    if (!lines.includes("forget")) return OK;
    this.#trial = undefined;
    this.facts = { ...this.facts, trial: { ...this.facts.trial, record: undefined, leftOver: undefined } };
    return OK;
  }

  #commit(): RunResult {
    if (this.commitFails !== undefined) throw this.commitFails;
    if (this.commitRefusal !== undefined) {
      if (this.commitRefusal.code === 76) this.#setState("committing");
      return this.commitRefusal;
    }
    const { payload = [], proven } = this.#trial ?? {};
    this.facts = { ...this.facts, trial: { ...this.facts.trial, proven } };
    const { bootId } = this.facts.kernel;
    const now = payload.map((line) => line.replace(/^module-options .*/, `module-options ${bootId}`));
    if (payload.some((line) => line.startsWith("token "))) this.facts = changed(this.facts, now);
    else this.#undo();
    return this.#disarm(["forget"]);
  }

  #reboot(): RunResult {
    this.reboots += 1;
    if (this.comesBack) this.boot();
    else this.#down = true;
    return OK;
  }

  #bind(addresses: readonly string[]): RunResult {
    const pci = this.facts.pci.map((device) =>
      addresses.includes(device.address) ? { ...device, driver: "vfio-pci" } : device,
    );
    this.facts = { ...this.facts, pci };
    return OK;
  }

  #power(settings: readonly string[]): RunResult {
    const pci = this.facts.pci.map((device) => {
      const [, value] = settings.find((one) => one.startsWith(device.address))?.split("=") ?? [];
      return value === undefined ? device : { ...device, d3coldAllowed: value === "1" };
    });
    this.facts = { ...this.facts, pci };
    return OK;
  }

  #undo(): void {
    const { managed, bootLoader } = labObservation(freshHost());
    this.facts = { ...this.facts, managed: { ...managed, bindLog: this.facts.managed.bindLog }, bootLoader };
  }
}
