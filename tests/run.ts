/**
 * The whole test suite: `deno task test [paths…] [deno test flags…]`.
 *
 * Starts one DynamoDB Local for the run, gives every test dummy AWS credentials, and ends with the line
 * `N passed, N failed`. A skipped test counts as failed: a check that did not run proves nothing. With `--filter`,
 * tests that the filter leaves out do not count at all.
 * @module
 */
import { fileURLToPath } from "node:url";
import { dynamodbLocal } from "./fixtures/dynamodb_local.ts";

/** What a JUnit report says of one run. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

/**
 * Counts the cases of a JUnit report as Deno writes it.
 * @param filtered the run had a filter. Deno reports a test that the filter leaves out as skipped, too, but without a
 * time, for it was never begun; a test that is switched off has one.
 */
export function countCases(report: string, filtered = false): Counts {
  let passed = 0;
  let failed = 0;
  const skipped: string[] = [];
  for (const [, attributes = "", body = ""] of report.matchAll(caseElement)) {
    if (body.includes("<skipped")) {
      if (filtered && !/\btime="/.test(attributes)) continue;
      skipped.push(/\bname="([^"]*)"/.exec(attributes)?.[1] ?? "?");
    } else if (body.includes("<failure") || body.includes("<error")) failed++;
    else passed++;
  }
  return { passed, failed: failed + skipped.length, skipped };
}

/** The packages of product and tests, and their lock file. */
const config = fileURLToPath(new URL("deno.json", import.meta.url));

const caseElement = /<testcase\b((?:[^>"]|"[^"]*")*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g;

/** What `deno test` is given: the caller's arguments, and all tests where they name no path. */
export function testArguments(
  args: readonly string[],
): { readonly args: string[]; readonly filtered: boolean } {
  // The text of a filter is no path.
  const paths = args.filter((arg, at) => !arg.startsWith("-") && args[at - 1] !== "--filter");
  return {
    args: paths.length === 0 ? [...args, "tests"] : [...args],
    filtered: args.some((arg) => arg === "--filter" || arg.startsWith("--filter=")),
  };
}

async function main(): Promise<number> {
  const { args, filtered } = testArguments(Deno.args);
  const report = await Deno.makeTempFile({ prefix: "dynamosql-tests-", suffix: ".xml" });
  try {
    const endpoint = await dynamodbLocal();
    const run = new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", `--config=${config}`, "--parallel", `--junit-path=${report}`, ...args],
      env: { ...testEnvironment(endpoint), DENO_JOBS: Deno.env.get("DENO_JOBS") ?? "2" },
      stdin: "null",
    }).spawn();
    const { code } = await run.status;
    const counts = countCases(await Deno.readTextFile(report), filtered);
    for (const name of counts.skipped) console.error(`Skipped, so failed: ${name}`);
    // A file that does not load, or a leak outside any test, fails the run without failing a case.
    const unseen = code !== 0 && counts.failed === 0;
    const nothing = counts.passed === 0;
    if (unseen) console.error("The run failed outside of any test: see above.");
    console.log(`${counts.passed} passed, ${counts.failed + (unseen ? 1 : 0)} failed`);
    return code !== 0 || counts.failed > 0 || nothing ? 1 : 0;
  } finally {
    await Deno.remove(report);
  }
}

/** No test may reach a real account, whatever the machine's own AWS set-up. */
function testEnvironment(endpoint: string): Record<string, string> {
  return {
    DYNAMODB_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: "",
    AWS_PROFILE: "",
    AWS_REGION: "eu-central-1",
    AWS_EC2_METADATA_DISABLED: "true",
    ...(Deno.stdout.isTerminal() ? {} : { NO_COLOR: "1" }),
  };
}

if (import.meta.main) {
  Deno.exit(
    await main().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      console.log("0 passed, 1 failed");
      return 1;
    }),
  );
}
