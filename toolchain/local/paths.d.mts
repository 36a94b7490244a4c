/** The project folder, absolute. */
export const projectDir: string;

/** The folder for everything expensive, shared by all runs and clones; default `~/.cache/pulumi-vfio`. */
export function cacheDir(env?: NodeJS.ProcessEnv): string;
