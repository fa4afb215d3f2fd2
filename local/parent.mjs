/**
 * Ends this process soon after the process that started it has gone, however it went.
 *
 * A parent killed with SIGKILL can tell its children nothing; the kernel gives an orphan another parent, which shows.
 */
export function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 500).unref();
}
