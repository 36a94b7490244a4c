import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { labPassword } from "../../lab/image/recipe.ts";

/**
 * Longest time for what the user waits for at a console, in milliseconds: a machine that starts beside others
 * is slow.
 */
const PATIENCE = 400_000;

const KEYS = {
  up: "\u001b[A",
  down: "\u001b[B",
  enter: "\r",
  controlE: "\u0005",
  controlX: "\u0018",
  backspace: "\u0008",
} as const;

/** The serial console of a workstation, as the user sits before it. */
export class SerialConsole {
  readonly #socket: Socket;
  #seen = "";

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (data) => {
      this.#seen += data.toString("latin1");
    });
  }

  static async open(path: string): Promise<SerialConsole> {
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return new SerialConsole(socket);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Waits until the console shows something, and forgets what it has shown until then. */
  async shows(pattern: RegExp): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const text = stripVTControlCharacters(this.#seen);
      const found = pattern.exec(text);
      if (found !== null) {
        this.#seen = text.slice(found.index + found[0].length);
        return;
      }
      if (Date.now() > deadline) throw new Error(`the console did not show ${pattern}: ${text.slice(-500)}`);
      await pause(50);
    }
  }

  /** What was shown until now does not count any more. */
  forget(): void {
    this.#seen = "";
  }

  press(key: keyof typeof KEYS): void {
    this.type(KEYS[key]);
  }

  type(text: string): void {
    this.#socket.write(text);
  }

  /** Presses a key several times, as slowly as the user: what comes at once is more than firmware keeps. */
  async pressEach(key: keyof typeof KEYS, times: number): Promise<void> {
    await this.#typeEach(Array<string>(times).fill(KEYS[key]));
  }

  /** Types as slowly as the user. */
  async typeSlowly(text: string): Promise<void> {
    await this.#typeEach([...text]);
  }

  async #typeEach(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.type(key);
      await pause(150);
    }
  }

  /** In a boot menu, or a menu below it: goes up or down until an entry is the one that is marked. */
  async select(entry: RegExp, key: "up" | "down"): Promise<void> {
    for (let presses = 0; presses < 20; presses++) {
      await pause(500);
      if (entry.test(this.#marked())) return;
      this.press(key);
    }
    throw new Error(`no entry like ${entry} in the boot menu`);
  }

  /** The entry that was drawn last with an asterisk; blanks up to the next one follow. */
  #marked(): string {
    const [marked = ""] = (stripVTControlCharacters(this.#seen).split("*").at(-1) ?? "").split("    ");
    return marked;
  }

  /** Logs in and becomes root. */
  async becomeRoot(): Promise<void> {
    this.press("enter");
    await this.shows(/login: ?$/m);
    this.type("pw\r");
    await this.shows(/Password: ?/);
    this.type(`${labPassword}\r`);
    await this.shows(/pw@\S+:~\$/);
    this.type("sudo -i\r");
    await this.shows(/password for pw: ?/);
    this.type(`${labPassword}\r`);
    await this.shows(/root@\S+:~#/);
  }

  /** Runs a command as root. */
  async run(command: string): Promise<void> {
    this.type(`${command}\r`);
    await this.shows(/root@\S+:~#/);
  }
}
