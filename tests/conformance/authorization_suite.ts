/**
 * Runs the suite's `authorization` command, which is a client of a whole authorization server, with a scripted browser
 * where it asks a person to open a URL.
 * @module
 */
import { fileURLToPath } from "node:url";
import type { ScriptedBrowser } from "../fixtures/scripted_browser.ts";
import { SUITE } from "./suite.ts";

/** What is judged, and as which client. */
export interface AuthorizationRunOptions {
  readonly issuer: string;
  readonly resource: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** The client is called back at `http://127.0.0.1:<port>/callback`. */
  readonly port: number;
  readonly browser: ScriptedBrowser;
}

/** How it went. */
export interface AuthorizationRun {
  /** 0 = nothing failed. */
  readonly code: number;
  /** Scenario → all its checks passed, none with a warning. */
  readonly scenarios: ReadonlyMap<string, boolean>;
  /** Everything it printed. */
  readonly output: string;
}

/** Runs all scenarios. */
export async function runAuthorizationSuite(options: AuthorizationRunOptions): Promise<AuthorizationRun> {
  const { issuer, resource, clientId, clientSecret, port, browser } = options;
  const results = await Deno.makeTempDir({ prefix: "conformance-" });
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-config",
      `--lock=${fileURLToPath(new URL("deno.lock", import.meta.url))}`,
      "--frozen",
      SUITE,
      "authorization",
      `--url=${issuer}`,
      `--client-id=${clientId}`,
      ...(clientSecret === undefined ? [] : [`--client-secret=${clientSecret}`]),
      `--resource=${resource}`,
      `--port=${port}`,
      `--output-dir=${results}`,
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let output = "";
  let opened = 0;
  const visits: Promise<unknown>[] = [];
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      output += text;
      const urls = output.match(/https?:\/\/\S+\/authorize\?\S+(?=\s)/g) ?? [];
      for (const url of urls.slice(opened)) {
        opened++;
        // A browser that fails would leave the suite waiting for five minutes.
        visits.push(
          browser.complete(url).catch((error) => {
            output += `\nbrowser: ${error}`;
            child.kill();
          }),
        );
      }
    }
  };
  const late = setTimeout(() => child.kill(), 60_000);
  try {
    const [{ code }] = await Promise.all([child.status, read(child.stdout), read(child.stderr)]);
    await Promise.all(visits);
    return { code, scenarios: scenariosOf(output), output };
  } finally {
    clearTimeout(late);
    await Deno.remove(results, { recursive: true });
  }
}

/** Reads the summary: a line for each scenario. */
function scenariosOf(output: string): Map<string, boolean> {
  const scenarios = new Map<string, boolean>();
  const summary = output.slice(output.indexOf("=== SUMMARY ==="));
  for (const [, mark, name = "", rest = ""] of summary.matchAll(/^([✓✗⚠]) ([\w.-]+): (.*)$/gmu)) {
    scenarios.set(name, mark === "✓" && !/[1-9]\d* (failed|warnings?)/.test(rest));
  }
  return scenarios;
}
