/**
 * Below npm: sends this process SIGTERM, within a second, when the process that started it has ended. A parent that is killed
 * passes nothing on, and a Pulumi that goes on unseen would change the host. Started by hand, a process may outlive its parent.
 * Plain JavaScript, because it also runs before a current Node is installed. See parent.d.mts for the types.
 */
export function endWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 1_000);
  watch.unref();
}
