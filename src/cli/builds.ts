/**
 * The folders into which compiled files unpack themselves, one a build: `…/.dynamosql/<hash>/…` beside the executable, or
 * `dynamosql/<hash>/…` in the user's data folder. Nothing else removes those of builds that are gone.
 *
 * A process holds a shared lock (flock(2)) on one file of its own build as long as it lives; a build whose file nobody
 * locks is not in use.
 * @module
 */

/** Where an unpacked file lies: the folder of all builds, the build's own name in it, the file's path in that. */
const UNPACKED = /^(?<builds>.+[\\/]\.?dynamosql)[\\/](?<build>[0-9a-f]{8,})[\\/](?<file>.+)$/;

/**
 * Marks this build as in use until the process ends.
 * @param file the path of a file of the build; of one that is not unpacked nothing happens
 */
export function holdBuild(file: string): void {
  if (UNPACKED.test(file)) Deno.openSync(file, { read: true }).lockSync(false);
}

/**
 * Removes the builds beside this one that nobody uses.
 * @param file the path of a file of this build
 * @returns their names
 */
export function removeOldBuilds(file: string): string[] {
  const { builds = "", build = "", file: path = "" } = UNPACKED.exec(file)?.groups ?? {};
  if (builds === "") return [];
  const removed: string[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(builds)) {
    if (!isDirectory || name === build || name.length !== build.length || !/^[0-9a-f]+$/.test(name)) continue;
    if (isUnused(`${builds}/${name}/${path}`) && remove(`${builds}/${name}`)) removed.push(name);
  }
  return removed;
}

/** False: another user unpacked it, and is the one to remove it. */
function remove(folder: string): boolean {
  try {
    Deno.removeSync(folder, { recursive: true });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}

/** A build without the file is being unpacked, or is none of ours: it stays. */
function isUnused(file: string): boolean {
  let lock: Deno.FsFile;
  try {
    lock = Deno.openSync(file, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  try {
    return lock.tryLockSync(true);
  } finally {
    lock.close();
  }
}
