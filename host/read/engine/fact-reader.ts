/** What a reader's script left behind. */
export interface FactOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * One thing to know about a host: a shell script of fixed text that changes nothing, and a pure parser of
 * what it prints. The scripts of many readers travel in one round trip, so each must end on its own, read no
 * standard input, and be quick.
 */
export interface FactReader<T> {
  /** `$1` is the parameter of a reader that takes one; absent when it was given none. */
  readonly script: string;
  /** Throws only for output that no host should print; a program that is not there is an ordinary answer. */
  readonly parse: (output: FactOutput) => T;
}

// biome-ignore lint/suspicious/noExplicitAny: a set of readers of any types
export type FactReaders = Readonly<Record<string, FactReader<any>>>;

/** The facts that a set of readers yields, by the readers' names. */
export type FactsOf<Readers extends FactReaders> = {
  readonly [Name in keyof Readers]: Readers[Name] extends FactReader<infer T> ? T : never;
};
