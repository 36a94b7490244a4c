/** What every operation on an instance takes. */
export interface LabOptions {
  /** Default `dev`. */
  readonly name?: string | undefined;
  /** The folder that holds the instances; default `.lab` in the project. */
  readonly labDir?: string | undefined;
  /** Gets a line about what is being done. */
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The instance of a command that names none. */
export const defaultName = "dev";
