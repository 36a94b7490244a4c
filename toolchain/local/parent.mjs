/**
 * Sends this process SIGTERM within a second after its parent has ended, if npm started it. A killed parent
 * passes no signal on, and a Pulumi that continues unseen would change the host. Without npm, a process may
 * outlive its parent. Plain JavaScript, because it also runs before a current Node is installed. See
 * parent.d.mts for the types.
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
