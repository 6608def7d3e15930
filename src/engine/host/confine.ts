/**
 * The walls of an engine process of the compiled file, which starts with all permissions: it gives away those that an
 * engine from source is never given.
 * @module
 */

/**
 * Takes from this process, for good, the permissions to run programs and to write files. What DuckDB spills it writes by
 * itself, into the folder it was given; the server removes that folder.
 */
export function confine(): void {
  for (const name of ["run", "write"] as const) Deno.permissions.revokeSync({ name });
}
