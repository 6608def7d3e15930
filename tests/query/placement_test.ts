import assert from "node:assert/strict";
import { choosePlace, type WorkerPlace } from "../../src/query/scheduler.ts";
import { judge } from "../../src/query/crash_policy.ts";

const place = (load: number, more: Partial<WorkerPlace> = {}): WorkerPlace => ({
  load,
  exclusive: false,
  retiring: false,
  ...more,
});
const ordinary = { alone: false, aloneWaiting: false, enginesMax: 2 };
const suspect = { alone: true, aloneWaiting: true, enginesMax: 2 };

Deno.test("An ordinary query takes an idle process, else a new one, else the least loaded", () => {
  const idle = place(0);
  const busy = place(1);
  const busier = place(2);
  assert.equal(choosePlace([], ordinary), "new");
  assert.equal(choosePlace([idle], ordinary), idle);
  assert.equal(choosePlace([busy], ordinary), "new");
  assert.equal(choosePlace([busier, busy], ordinary), busy);
});

Deno.test("An ordinary query never joins a suspect or a process about to end", () => {
  const alone = place(1, { exclusive: true });
  assert.equal(choosePlace([alone], { ...ordinary, enginesMax: 1 }), "wait");
  assert.equal(choosePlace([place(0, { retiring: true })], { ...ordinary, enginesMax: 1 }), "wait");
});

Deno.test("A suspect gets a process to itself, and suspects never take all of several processes", () => {
  const idle = place(0);
  const alone = place(1, { exclusive: true });
  assert.equal(choosePlace([idle], suspect), idle);
  assert.equal(choosePlace([place(1)], suspect), "new");
  assert.equal(choosePlace([place(1), place(1)], suspect), "wait");
  assert.equal(choosePlace([alone, idle], suspect), "wait");
  assert.equal(choosePlace([alone, idle], { ...suspect, enginesMax: 3 }), idle);
});

Deno.test("While a suspect waits with all processes busy, the least loaded one gets no new queries", () => {
  const busy = place(1);
  const busier = place(3);
  assert.equal(choosePlace([busy, busier], { ...ordinary, aloneWaiting: true }), busier);
  assert.equal(choosePlace([busy], { ...ordinary, aloneWaiting: true, enginesMax: 1 }), "wait");
});

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
