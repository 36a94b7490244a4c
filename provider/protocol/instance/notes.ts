/**
 * Remembers, by URN, what was said about each resource, so that it is said once. A preview asks for
 * differences twice: after a read, to show drift, with the *old* inputs, and after a check, with those of the
 * program. Only what is said about the latter is a plan.
 */
export class Notes {
  readonly #checked = new Set<string>();
  readonly #said = new Map<string, Set<string>>();

  /** The resource was read or changed: what was said before does not count any more. */
  begin(urn: string): void {
    this.#checked.delete(urn);
    this.#said.delete(urn);
  }

  /** The inputs of the program were checked. */
  checked(urn: string): void {
    this.#checked.add(urn);
  }

  /** Whether differences asked for now are those of the program, not those that a refresh shows. */
  isPlanning(urn: string): boolean {
    return this.#checked.has(urn);
  }

  /** Whether a message about the resource is new; from then on it is not. */
  isNew(urn: string, message: string): boolean {
    const said = this.#said.get(urn) ?? new Set<string>();
    this.#said.set(urn, said);
    if (said.has(message)) return false;
    said.add(message);
    return true;
  }
}
