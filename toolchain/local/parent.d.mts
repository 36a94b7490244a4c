/** Below npm: sends this process SIGTERM, within a second, when the process that started it has ended. Does not keep it alive. */
export function endWithParent(): void;
