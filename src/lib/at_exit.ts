/**
 * The exit takes along what must not outlive the process: child processes, temporary folders.
 * @module
 */

const tasks = new Set<() => void>();

/**
 * Has `task` run when the process ends without closing its parts.
 * @param task synchronous and quick; what it throws is dropped, since nothing can be done then
 * @returns takes it back, for who has closed the part
 */
export function atExit(task: () => void): () => void {
  tasks.add(task);
  return () => void tasks.delete(task);
}

/** Runs what is left to do, once each, the latest first, and ends the process. */
export function exitNow(code: number): never {
  for (const task of [...tasks].reverse()) {
    tasks.delete(task);
    try {
      task();
    } catch {
      // The next task must run, too, and the process end.
    }
  }
  Deno.exit(code);
}
