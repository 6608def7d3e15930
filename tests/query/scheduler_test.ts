import assert from "node:assert/strict";
import { choosePlace, roundRobin, type WorkerPlace } from "../../src/query/scheduler.ts";

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

Deno.test("Who waits gets a place in turns, owner by owner, whoever sends more", () => {
  const waiting = (name: string, rerun = false) => ({ name, rerun, task: { owner: name.slice(0, 1) } });
  const order = (queue: readonly ReturnType<typeof waiting>[], servedAt: Record<string, number> = {}) =>
    roundRobin(queue, (owner) => servedAt[owner]).map(({ name }) => name);
  const many = ["a1", "a2", "a3", "b1", "c1", "c2"].map((name) => waiting(name));
  assert.deepEqual(order(many), ["a1", "b1", "c1", "a2", "c2", "a3"]);
  // Who was served longest ago is next.
  assert.deepEqual(order(many, { a: 7, b: 9, c: 8 }), ["a1", "c1", "b1", "a2", "c2", "a3"]);
  assert.deepEqual(order(many, { a: 7 }), ["b1", "c1", "a1", "c2", "a2", "a3"]);
  // Suspects come before their owner's other queries, not before other owners.
  const suspects = [waiting("a1"), waiting("b1"), waiting("a2", true), waiting("a3", true)];
  assert.deepEqual(order(suspects, { a: 2, b: 1 }), ["b1", "a2", "a3", "a1"]);
});
