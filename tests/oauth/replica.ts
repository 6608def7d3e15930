/** Starts replicas of `replica_main.ts`. */
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("replica_main.ts", import.meta.url));

/** A running replica. */
export interface Replica extends AsyncDisposable {
  readonly origin: string;
  /** Writes it has committed since it listens. */
  writes(): number;
  /** Resolves when the process has ended. */
  readonly ended: Promise<Deno.CommandStatus>;
}

/** Starts one on a store. @param dies `before:N` or `after:N` */
export async function startReplica(store: string, publicUrl: string, dies = ""): Promise<Replica> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", main],
    env: { STORE: store, PUBLIC_URL: publicUrl, DIES: dies },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const listening = Promise.withResolvers<string>();
  let output = "";
  const reading = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      output += text;
      const origin = /listening at (\S+)/.exec(output)?.[1];
      if (origin !== undefined) listening.resolve(origin);
    }
    listening.reject(new Error(`The replica ended before it listened: ${output}`));
  })();
  return {
    origin: await listening.promise,
    writes: () => output.match(/^write \d+$/gm)?.length ?? 0,
    ended: child.status,
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It had ended by itself.
      }
      await child.status;
      await reading;
    },
  };
}
