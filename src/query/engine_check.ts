/**
 * A trial of the engine: a process is started, loads all that a query needs, and is ended again.
 * @module
 */
import { openTempFolder } from "../lib/temp_folders.ts";
import { type EngineSettings, startEngine } from "./engine.ts";

/** Milliseconds that a start may take: a binary unpacks itself, and a machine may be busy. */
const START_MS = 30_000;

/** Fails where no engine process comes up, with why. Takes about a second. */
export async function tryEngine(settings: Omit<EngineSettings, "tempFolder">): Promise<void> {
  const temp = openTempFolder("trial");
  try {
    const ready = Promise.withResolvers<void>();
    const engine = startEngine({ ...settings, tempFolder: () => temp.path }, ({ type }) => {
      if (type === "ready") ready.resolve();
    });
    const timer = setTimeout(() => ready.reject(new Error("The engine process did not come up.")), START_MS);
    void engine.gone.then((end) =>
      ready.reject(new Error(end.cause === "crash" ? end.detail : `engine process ended: ${end.cause}`))
    );
    try {
      await ready.promise;
    } finally {
      clearTimeout(timer);
      await engine.end();
    }
  } finally {
    temp.close();
  }
}
