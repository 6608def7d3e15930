import assert from "node:assert/strict";
import fc from "fast-check";
import { openStore } from "../../../src/store/mod.ts";
import { post, startServer, type TestServer } from "../fixture.ts";
import { type Answer, aSignIn, mcpStatus, read, tokens } from "../people.ts";

/**
 * Random lives of a refresh family at two replicas, against the rule (docs/reference/oauth.md#refresh,
 * docs/reference/oauth.md#replays) in thirty lines.
 */

const DAY = 24 * 3600;

/** What the rule says. Tokens are numbered as they were handed out. */
class Model {
  alive = true;
  /** The newest token. */
  newest = 0;
  /** Seconds. */
  now = 0;
  usedAt = 0;
  /** When tokens came again, and how often the one before the newest did. */
  replays: readonly number[] = [];
  ofToken = 0;

  /** The number of the token that comes back; null = refused. */
  use(token: number): number | null {
    this.expire();
    if (!this.alive) return null;
    if (token === this.newest) {
      this.usedAt = this.now;
      this.ofToken = 0;
      return ++this.newest;
    }
    if (this.replayable(token)) {
      this.replays = [...this.replays, this.now];
      this.ofToken++;
      return this.newest;
    }
    this.alive = false;
    return null;
  }

  /** Whether the token may come again. */
  replayable(token: number): boolean {
    const ofDay = this.replays.filter((at) => at > this.now - DAY).length;
    return token === this.newest - 1 && this.now < this.usedAt + 600 && this.ofToken < 2 && ofDay < 5;
  }

  /** A request of the right client that asks for too much. */
  misuse(token: number): "invalid_scope" | "invalid_grant" {
    this.expire();
    if (this.alive && (token === this.newest || this.replayable(token))) return "invalid_scope";
    this.alive = false;
    return "invalid_grant";
  }

  expire(): void {
    if (this.now >= 90 * DAY || this.now - this.usedAt >= 30 * DAY) this.alive = false;
  }
}

type Step =
  | { readonly type: "use"; readonly back: number; readonly replica: number }
  | { readonly type: "parallel"; readonly back: number; readonly times: number }
  | { readonly type: "both"; readonly backs: readonly [number, number] }
  | { readonly type: "thief"; readonly back: number }
  | { readonly type: "misuse"; readonly back: number }
  | { readonly type: "forged"; readonly back: number }
  | { readonly type: "wait"; readonly seconds: number };

/** Mostly the newest token or the one before; now and then an old one. */
const back = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 6 }) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant("use" as const), back, replica: fc.nat(1) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("parallel" as const),
      back,
      times: fc.integer({ min: 2, max: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("both" as const), backs: fc.tuple(back, back) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("thief" as const), back }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("misuse" as const), back }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("forged" as const), back }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("wait" as const),
      seconds: fc.oneof(
        fc.integer({ min: 1, max: 40 }).map((days) => days * DAY),
        // Not the very second of a bound: the server's clock also runs by itself.
        fc.constantFrom(300, 630, DAY / 2, DAY - 630),
      ),
    }),
  },
);

async function live(servers: readonly [TestServer, TestServer], steps: readonly Step[]): Promise<void> {
  const [server, other] = servers;
  const one = await aSignIn(server);
  const thief = await server.addApp();
  const first = await one.signIn();
  const handedOut = [first.refresh];
  const model = new Model();
  let access = first.access;

  const send = (at: TestServer, token: string, more: Record<string, string> = {}) =>
    read(
      post(at, "/token", {
        grant_type: "refresh_token",
        refresh_token: token,
        client_id: one.clientId,
        ...more,
      }),
    );
  const numberOf = (steps: number) => Math.max(0, handedOut.length - 1 - steps);
  const tokenAt = (number: number) => handedOut[number] ?? "";

  /** The answer is what the rule says; a new token is remembered. */
  function compare(answer: Answer, expected: number | null): void {
    if (expected === null) {
      return void assert.deepEqual([answer.status, answer.body["error"]], [400, "invalid_grant"]);
    }
    const { refresh, access: fresh } = tokens(answer);
    if (expected === handedOut.length) {
      assert.ok(!handedOut.includes(refresh), "a new token");
      handedOut.push(refresh);
    } else assert.equal(refresh, tokenAt(expected));
    access = fresh;
  }

  for (const act of steps) {
    switch (act.type) {
      case "use": {
        const number = numberOf(act.back);
        compare(await send(servers[act.replica] ?? server, tokenAt(number)), model.use(number));
        break;
      }
      case "parallel": {
        const number = numberOf(act.back);
        const answers = await Promise.all(
          Array.from(
            { length: act.times },
            (_, index) => send(servers[index % 2] ?? server, tokenAt(number)),
          ),
        );
        // Which of them came first, only their answers tell: those that were taken.
        const [taken, refused] = [true, false].map((ok) =>
          answers.filter(({ status }) => (status === 200) === ok)
        );
        for (const answer of [...taken ?? [], ...refused ?? []]) compare(answer, model.use(number));
        break;
      }
      case "both": {
        const [a, b] = act.backs.map(numberOf);
        const [left, right] = await Promise.all([
          send(server, tokenAt(a ?? 0)),
          send(other, tokenAt(b ?? 0)),
        ]);
        // Either order will do, as long as it is one: what came back tells which.
        const orders = [[[a, left], [b, right]], [[b, right], [a, left]]] as const;
        const fitting = orders.find((order) => {
          const trial = Object.assign(new Model(), model);
          let known = handedOut.length;
          return order.every(([number, answer]) => {
            const expected = trial.use(number ?? 0);
            if (expected !== null && expected >= known) known++;
            const token = answer.body["refresh_token"];
            if (expected === null) return answer.status === 400;
            return answer.status === 200 && (expected >= handedOut.length || token === tokenAt(expected));
          });
        });
        assert.ok(fitting !== undefined, `no order explains ${left.text} and ${right.text}`);
        for (const [number, answer] of fitting) compare(answer, model.use(number ?? 0));
        break;
      }
      case "thief": {
        const answer = await send(server, tokenAt(numberOf(act.back)), { client_id: thief.clientId });
        assert.deepEqual([answer.status, answer.body["error"]], [400, "invalid_grant"]);
        break;
      }
      case "misuse": {
        const number = numberOf(act.back);
        const answer = await send(server, tokenAt(number), { scope: "usage:read" });
        assert.deepEqual([answer.status, answer.body["error"]], [400, model.misuse(number)]);
        break;
      }
      case "forged": {
        const token = tokenAt(numberOf(act.back));
        const answer = await send(server, token.slice(0, 26) + token.slice(26).split("").reverse().join(""));
        assert.deepEqual([answer.status, answer.body["error"]], [400, "invalid_grant"]);
        break;
      }
      case "wait":
        for (const each of servers) each.advance(act.seconds);
        model.now += act.seconds;
        access = "";
    }
    model.expire();
    if (access !== "") {
      // What every replica does every two seconds.
      for (const each of servers) await each.revision.poll();
      const expected = model.alive ? 200 : 401;
      assert.deepEqual([await mcpStatus(server, access), await mcpStatus(other, access)], [
        expected,
        expected,
      ]);
    }
    const left = (await server.grants.list("default", one.user.userId)).length;
    assert.equal(left, model.alive ? 1 : 0, "one family, or none");
  }
}

Deno.test("two hundred random lives of a refresh family at two replicas go as the rule says", async () => {
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (life) => {
      const store = await openStore("memory:");
      await using a = await startServer({ store });
      await using b = await startServer({ store, publicUrl: a.endpoints.issuer });
      await live([a, b], life);
      steps += life.length;
      await store.close();
    }),
    { numRuns: 200 },
  );
  assert.ok(steps > 1000);
});
