/** Runs the official conformance suite, at its own exact version and with its own lock file, against a URL. */

/** The suite at its exact version. */
export const SUITE = "npm:@modelcontextprotocol/conformance@0.2.0-alpha.12";

/** How a run of the suite ended. */
export interface SuiteRun {
  /** 0 = exactly the expected scenarios failed. */
  readonly code: number;
  /**
   * Scenario → passed without the baseline's help. Those that count for the revision; of a run with a baseline the suite
   * does not say which count, and all are here.
   */
  readonly scored: ReadonlyMap<string, boolean>;
  /** Everything it printed. */
  readonly output: string;
}

/** Runs the scenarios that `revision` requires. `baseline` is a file beside this one that lists expected failures. */
export async function runSuite(url: string, revision: string, baseline?: string): Promise<SuiteRun> {
  const results = await Deno.makeTempDir({ prefix: "conformance-" });
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-all",
        // The suite's many dependencies are its own affair, and pinned here.
        "--no-config",
        `--lock=${path("deno.lock")}`,
        "--frozen",
        SUITE,
        "server",
        `--url=${url}`,
        `--requirements=${revision}`,
        `--output-dir=${results}`,
        ...(baseline === undefined ? [] : [`--expected-failures=${path(baseline)}`]),
      ],
      env: { NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    const output = decoder.decode(stdout) + decoder.decode(stderr);
    return { code, scored: scoredOf(output), output };
  } finally {
    await Deno.remove(results, { recursive: true });
  }
}

function path(file: string): string {
  return new URL(file, import.meta.url).pathname;
}

/** Reads the summary: a line for each scenario, and after "Not scored" those that do not count. */
function scoredOf(output: string): Map<string, boolean> {
  const summary = output.slice(output.indexOf("=== SUMMARY ==="));
  const [counted = "", notCounted = ""] = summary.split("Not scored");
  const ignored = new Set([...notCounted.matchAll(/^\s+[✓✗] ([\w.-]+) \(/gmu)].map((match) => match[1]));
  const scored = new Map<string, boolean>();
  for (const [, mark, name = ""] of counted.matchAll(/^([✓✗]) ([\w.-]+): /gmu)) {
    if (!ignored.has(name)) scored.set(name, mark === "✓");
  }
  return scored;
}
