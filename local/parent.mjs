/**
 * Calls `orphaned` soon after the process that started this one has gone, however it went; ends this one else.
 *
 * A parent killed with SIGKILL can tell its children nothing; the kernel gives an orphan another parent, which shows.
 */
export function endWithParent(orphaned = () => process.exit(0)) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    orphaned();
  }, 500).unref();
}
