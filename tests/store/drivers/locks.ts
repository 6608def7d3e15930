/**
 * Reads from Linux which locks a process holds on a file.
 * @module
 */

/** First byte of the range that SQLite locks while it reads; a database with a journal of writes stays locked there. */
const SHARED_FIRST = 0x4000_0002;

/** Whether a process (this one, if none is named) holds SQLite's lock of a database in use. */
export function holdsLock(path: string, pid: number = Deno.pid): boolean {
  const { ino } = Deno.statSync(path);
  // `1: POSIX  ADVISORY  READ 9682 fe:00:2147026 1073741826 1073742335` (proc(5), /proc/locks)
  return Deno.readTextFileSync("/proc/locks").split("\n").some((line) => {
    const [, , , , owner, inode = "", first] = line.trim().split(/\s+/);
    return Number(owner) === pid && inode.endsWith(`:${ino}`) && Number(first) === SHARED_FIRST;
  });
}
