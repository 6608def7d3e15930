/**
 * A really spawned server that is attacked: its standstills and its memory are read from outside.
 * @module
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { cliJson, type Served, startServer } from "../fixtures/cli.ts";

/** The server. */
export interface Attacked extends AsyncDisposable {
  readonly served: Served;
  readonly url: string;
  /** An access token of an API client with both scopes. */
  readonly token: string;
  /** The longest standstill while `work` was done and answered, in milliseconds of computing. */
  longestDuring(work: () => Promise<unknown>): Promise<number>;
  /** What the process holds of the machine's memory, in MiB. */
  residentMiB(): number;
}

const main = fileURLToPath(new URL("watched_main.ts", import.meta.url));

/** Starts it over a store of its own, with a schema behind which nobody answers: nothing that is sent may need DynamoDB. */
export async function startAttacked(
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Attacked> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-attack-" });
  const store = `kv:${folder}/store.kv`;
  await cliJson([
    ...["schema", "add", "east", "--default", "--json", "--store", store],
    ...["--region", "eu-central-1", "--endpoint", "http://127.0.0.1:9"],
  ]);
  const made = await cliJson<{ client_id: string; client_secret: string }>(
    ["client", "create", "--label", "attack", "--json", "--store", store],
  );
  const served = await startServer(["--store", store, ...args], { main, env });
  const { url } = served;
  const response = await fetch(`${url}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${made.client_id}:${made.client_secret}`)}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  const { access_token: token } = await response.json();
  assert.equal(typeof token, "string");
  return {
    served,
    url,
    token,
    async longestDuring(work) {
      const from = served.output().stderr.length;
      await work();
      // The last standstill is noticed by the next look at the clock.
      await new Promise((resolve) => setTimeout(resolve, 40));
      const lines = served.output().stderr.slice(from).matchAll(/^standstill: \d+ (\d+)$/gm);
      return Math.max(0, ...[...lines].map(([, cpuMs]) => Number(cpuMs)));
    },
    residentMiB: () => residentMiB(served.pid),
    async [Symbol.asyncDispose]() {
      await served.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function residentMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
  return Number(kib) / 1024;
}
