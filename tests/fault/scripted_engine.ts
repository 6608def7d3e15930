/**
 * An engine process whose "SQL" is a script, to bring a real process into states that no query reaches on demand.
 * Steps are separated by `;`: `rows N [BYTES]`, `wait MS`, `hang`, `eat`, `eat_once FILE`, `die`, `die_once FILE`,
 * `block MS`, `fatal`, `fatal_once FILE`, `lookup NAME`, `progress ITEMS UNITS`, `fail CODE`, `reject`, `print TEXT`, `paused FROM TO PAGE`.
 */
import { DynamoSqlError, type ErrorCode } from "../../src/errors.ts";
import { runEngineProcess } from "../../src/engine/host/process.ts";
import type { Executed, Job, JobContext, Planned } from "../../src/engine/messages/job.ts";

const kept: unknown[] = [];

/** As DuckDB says it, once and then of every statement. */
const FATAL =
  '{"exception_type":"FATAL","exception_message":"Failed: database has been invalidated because of a ' +
  'previous fatal error. The database must be restarted prior to being used again."}';

async function execute(job: Job, context: JobContext): Promise<Executed | Planned> {
  let readUnits = 0;
  let items = 0;
  let made = 0;
  let resume: Executed["resume"];
  for (const step of job.sql.split(";")) {
    const [verb = "", ...words] = step.trim().split(" ");
    const first = Number(words[0]);
    if (verb === "rows") {
      const filler = "x".repeat(Number(words[1] ?? 0));
      const rows = Array.from({ length: first }, (_, n) => JSON.stringify([made + n, filler, "häß\n☃𝄞"]));
      made += first;
      for (let at = 0; at < rows.length; at += 500) await context.rows(rows.slice(at, at + 500));
    } else if (verb === "paused") {
      // A read of rows FROM…TO that arrives in "DynamoDB pages" of PAGE rows, one unit each.
      const [from = 0, to = 0, page = 1] = words.map(Number);
      let at = job.resume === undefined ? from : Number(job.resume.position?.["at"]);
      let given = 0;
      while (at < to && given < job.pageRows) {
        const upTo = Math.min(to, at + page);
        await context.rows(Array.from({ length: upTo - at }, (_, n) => JSON.stringify([at + n, "", ""])));
        given += upTo - at;
        at = upTo;
        readUnits += 1;
        if (readUnits > job.budget.readUnits) throw new DynamoSqlError("budget_exceeded", "Stopped.");
        context.progress(given, readUnits);
      }
      items = given;
      if (at < to) {
        const access = { kind: "empty" as const, table: "t" };
        const kept = { columns: [], all: false, answer: [] };
        resume = { position: { at }, offsetLeft: 0, limitLeft: null, access, kept };
      }
    } else if (verb === "wait") await wait(first, context.signal);
    else if (verb === "hang") await new Promise(() => {});
    else if (verb === "block") { for (const end = Date.now() + first; Date.now() < end;); }
    else if (verb === "eat" || (verb === "eat_once" && once(words[0]))) await eat();
    else if (verb === "die" || (verb === "die_once" && once(words[0]))) Deno.kill(Deno.pid, "SIGKILL");
    else if (verb === "fatal" || (verb === "fatal_once" && once(words[0]))) throw new Error(FATAL);
    else if (verb === "fail") throw new DynamoSqlError(words[0] as ErrorCode, "As asked.");
    else if (verb === "throw") throw new Error("secret detail");
    else if (verb === "reject") void Promise.reject(new Error("nobody waits for this"));
    else if (verb === "print") console.log(words.join(" "));
    else if (verb === "progress") {
      items = first;
      readUnits = Number(words[1]);
      context.progress(items, readUnits);
    } else if (verb === "lookup") {
      const answers = await context.lookup([{ table: words[0] ?? "" }]);
      await context.rows([JSON.stringify([answers.length, JSON.stringify(answers[0]), ""])]);
    }
  }
  const stats = {
    readUnits,
    itemsRead: items,
    itemsMatched: items,
    requests: 1,
    planMs: 1,
    execMs: 1,
    metadataReadUnits: 0,
  };
  if (job.mode === "plan") {
    return {
      mode: "plan",
      plan: "",
      tables: [],
      estimatedReadUnits: 0,
      normalizedSql: job.sql,
      advice: [],
      stats,
    };
  }
  return {
    mode: "execute",
    columns: ["n", "filler", "text"].map((name) => ({ name, type: "VARCHAR" })),
    complete: true,
    ...(resume !== undefined && { resume }),
    warnings: [],
    stats,
    learned: [],
  };
}

/** True the first time any process asks with this file. */
function once(file = ""): boolean {
  try {
    Deno.removeSync(file);
    return true;
  } catch {
    return false;
  }
}

async function eat(): Promise<void> {
  for (;;) {
    kept.push(new Uint8Array(16 * 2 ** 20).fill(1));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

await runEngineProcess(() => Promise.resolve({ execute }));
