import assert from "node:assert/strict";
import { judge } from "../../src/query/crash_policy.ts";

Deno.test("Who was alone in a process that ran out of memory is guilty, who had company is tried again", () => {
  const alone = { overdue: false, hadCompany: false, rerun: false };
  assert.equal(judge({ cause: "memory" }, alone)?.code, "too_large");
  assert.equal(judge({ cause: "memory" }, { ...alone, hadCompany: true }), null);
  assert.equal(judge({ cause: "memory" }, { ...alone, rerun: true })?.code, "too_large");
});

Deno.test("Who was past its deadline answers timeout, whatever ended the process", () => {
  const overdue = { overdue: true, hadCompany: true, rerun: false };
  assert.equal(judge({ cause: "deadline" }, overdue)?.code, "timeout");
  assert.equal(judge({ cause: "crash", detail: "" }, overdue)?.code, "timeout");
  assert.equal(judge({ cause: "deadline" }, { ...overdue, overdue: false }), null);
});

Deno.test("After a crash a query is tried once more, then told that the engine crashes at it", () => {
  const victim = { overdue: false, hadCompany: false, rerun: false };
  assert.equal(judge({ cause: "crash", detail: "signal SIGSEGV" }, victim), null);
  const error = judge({ cause: "crash", detail: "signal SIGSEGV" }, { ...victim, rerun: true });
  assert.equal(error?.code, "invalid_query");
  assert.match(
    error?.message ?? "",
    /^The query engine crashes at this statement, .*: write it in another way/,
  );
});
