import assert from "node:assert/strict";
import { choosePlace, type WorkerPlace } from "../../src/query/scheduler.ts";

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
