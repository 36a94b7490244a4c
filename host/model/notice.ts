/** The first line of every configuration file that we write. */
export const NOTICE = `# Written by pulumi-vfio (HostKernel) and put back by it when changed here; your own settings belong into another file.
`;
