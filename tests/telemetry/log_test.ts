import assert from "node:assert/strict";
import { createLogger, type LoggerOptions } from "../../src/telemetry/log.ts";

function capture(options: LoggerOptions = {}) {
  const lines: string[] = [];
  const log = createLogger({ write: (line) => void lines.push(line), clock: () => 0, ...options });
  return { lines, log };
}

Deno.test("an event is one line of JSON: time, level, message and its fields", () => {
  const { lines, log } = capture();
  log.with({ request_id: "r1" }).info("Served.", {
    status: 200,
    nested: { path: "/mcp" },
    absent: undefined,
  });
  assert.deepEqual(lines.map((line) => JSON.parse(line)), [{
    time: "1970-01-01T00:00:00.000Z",
    level: "info",
    message: "Served.",
    request_id: "r1",
    status: 200,
    nested: { path: "/mcp" },
  }]);
});

Deno.test("names are snake_case whoever wrote them, and numbers have three decimals at most", () => {
  const { lines, log } = capture();
  log.info("query", {
    readUnits: 1723.8130170000004,
    sql_hash: "x",
    who: { tenantId: "t", p95Ms: 0.0004 },
    n: 7,
  });
  const { time: _time, level: _level, message: _message, ...fields } = JSON.parse(lines[0] ?? "");
  assert.deepEqual(fields, { read_units: 1723.813, sql_hash: "x", who: { tenant_id: "t", p95_ms: 0 }, n: 7 });
});

Deno.test("text is one line for people, whatever the message holds", () => {
  const { lines, log } = capture({ format: "text" });
  log.warn("Two\nlines\u001b[31m", { who: 'a "b"', count: 3 });
  assert.deepEqual(lines, [
    '1970-01-01T00:00:00.000Z WARN  "Two\\nlines\\u001b[31m" who="a \\"b\\"" count=3',
  ]);
});

Deno.test("events below the level are not written, and silent writes none", () => {
  const seen = (level: LoggerOptions["level"]) => {
    const { lines, log } = capture({ ...(level === undefined ? {} : { level }), format: "text" });
    for (const own of ["debug", "info", "warn", "error"] as const) log[own](own);
    return lines.length;
  };
  assert.deepEqual((["debug", undefined, "warn", "error", "silent"] as const).map(seen), [4, 3, 2, 1, 0]);
});

Deno.test("an error is written with its cause, without ending the program on a cycle", () => {
  const { lines, log } = capture();
  const error = new Error("outer", { cause: new TypeError("inner") });
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  log.error("Failed.", { error, cycle, big: 12n });
  const [line = ""] = lines;
  assert.ok(
    line.includes('"message":"outer"') && line.includes('"name":"TypeError"') && line.includes('"12"'),
  );
});

const SECRETS: Readonly<Record<string, string>> = {
  "a client secret": "dss_0123456789abcdefghijABCDEFGHIJ0123456789abc",
  "a JWT": "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
  "an AWS access key": "AKIAIOSFODNN7EXAMPLE",
  "a header": "Basic dXNlcjpwYXNzd29yZA==",
};

for (const [what, secret] of Object.entries(SECRETS)) {
  Deno.test(`${what} never reaches the log: not in a message, a field, a list, an error or its cause`, () => {
    for (const format of ["json", "text"] as const) {
      const { lines, log } = capture({ format });
      const error = new Error(`with ${secret}`, { cause: new Error(secret) });
      log.with({ base: secret }).error(`Message ${secret}.`, {
        field: secret,
        list: [{ deep: secret }],
        error,
      });
      assert.ok(lines.length === 1 && !lines.join().includes(secret));
    }
  });
}

Deno.test("fields named like secrets are written without their value, others with it", () => {
  const { lines, log } = capture();
  const hidden = [
    "clientSecret",
    "password",
    "authorization",
    "Cookie",
    "access_token",
    "refreshToken",
    "api_key",
  ];
  const shown = ["path", "code", "tokens_checked", "tenant_id", "key_count"];
  log.info("x", Object.fromEntries([...hidden, ...shown].map((name) => [name, "plain value"])));
  const event: Record<string, unknown> = JSON.parse(lines[0] ?? "");
  const snake = (name: string) =>
    name.replace(/[A-Z]/g, (letter, at: number) => at === 0 ? letter : `_${letter.toLowerCase()}`);
  for (const name of hidden) assert.equal(event[snake(name)], "[redacted]", name);
  for (const name of shown) assert.equal(event[name], "plain value", name);
});

Deno.test("lines that wait for their turn's end are written in order, also by a process that ends in that turn", async () => {
  const module = new URL("../../src/telemetry/log.ts", import.meta.url).href;
  const said = async (script: string) => {
    const { stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        "--no-check",
        `import { createLogger } from ${
          JSON.stringify(module)
        }; const log = createLogger({ format: "text" }); ${script}`,
      ],
      env: { NO_COLOR: "1" },
    }).output();
    return new TextDecoder().decode(stderr).trim().split("\n").map((line) => line.split(" ").at(-1));
  };
  assert.deepEqual(await said("log.info('a'); log.info('b');"), ["a", "b"]);
  assert.deepEqual(await said("log.info('a'); log.warn('b'); log.info('c'); Deno.exit(1);"), ["a", "b", "c"]);
  for (
    const failing of [
      "throw new Error('x');",
      "Promise.reject(new Error('x'));",
      "setTimeout(() => { log.info('b'); throw new Error('x'); });",
    ]
  ) {
    const [first, second] = await said(`log.info('a'); ${failing}`);
    assert.deepEqual([first, failing.includes("'b'") ? second : "b"], ["a", "b"], failing);
  }
  // Nothing comes after the last words.
  assert.deepEqual(await said("log.info('a'); log.error('b'); Deno.kill(Deno.pid, 'SIGKILL');"), ["a", "b"]);
});
