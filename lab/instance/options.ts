/** What every operation on an instance takes. */
export interface LabOptions {
  /** Default `dev`. */
  readonly name?: string | undefined;
  /** The folder that holds the instances; default `.lab` in the project. */
  readonly labDir?: string | undefined;
  /** Called with a line for people about what is going on. */
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const defaultName = "dev";
