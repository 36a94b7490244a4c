import { randomBytes } from "node:crypto";

/** A word for one run that appears nowhere else. */
export function newMark(): string {
  return `--${randomBytes(12).toString("hex")}--`;
}

/** Collects an output, apart what comes up to the line with the mark and what comes after it. */
export class MarkedOutput {
  readonly #line: string;
  readonly #after: ((chunk: Buffer) => void) | undefined;
  readonly #chunks: Buffer[] = [];
  #before = Buffer.alloc(0);
  #arrived = false;

  /** `after` gets what comes after the mark, as it comes; the first call says that the mark has come. */
  constructor(mark: string, after?: (chunk: Buffer) => void) {
    this.#line = `${mark}\n`;
    this.#after = after;
  }

  add(chunk: Buffer): void {
    if (this.#arrived) {
      this.#take(chunk);
      return;
    }
    const all = Buffer.concat([this.#before, chunk]);
    const start = all.indexOf(this.#line);
    this.#arrived = start >= 0;
    this.#before = this.#arrived ? all.subarray(0, start) : all;
    if (this.#arrived) this.#take(all.subarray(start + this.#line.length));
  }

  get arrived(): boolean {
    return this.#arrived;
  }

  /** Decoded as a whole, because a character may come in two pieces. */
  get before(): string {
    return this.#before.toString();
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#after?.(chunk);
  }
}
