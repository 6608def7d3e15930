import assert from "node:assert/strict";
import fc from "fast-check";
import { loadSettings, type Sources } from "../../src/config_load.ts";
import { DynamoSqlError } from "../../src/errors.ts";

function load(given: Partial<Sources> & { files?: Record<string, string> }) {
  return loadSettings({
    flags: {},
    env: {},
    readFile: (path) => {
      const text = given.files?.[path];
      if (text === undefined) throw new Error("no such file");
      return text;
    },
    ...given,
  });
}

async function refusal(given: Parameters<typeof load>[0]): Promise<string> {
  try {
    await load(given);
  } catch (error) {
    assert.ok(error instanceof DynamoSqlError);
    assert.equal(error.code, "config_invalid");
    return error.message;
  }
  assert.fail("was not refused");
}

Deno.test("flags beat variables beat the config file beat defaults", async () => {
  const files = { "c.jsonc": '{ "page_rows": 1, "page_rows_max": 2, "engines": 3, }' };
  const { settings } = await load({
    files,
    configPath: "c.jsonc",
    env: { DYNAMOSQL_PAGE_ROWS_MAX: "20", DYNAMOSQL_ENGINES: "30" },
    flags: { engines: "4" },
  });
  assert.equal(settings.page_rows, 1);
  assert.equal(settings.page_rows_max, 20);
  assert.equal(settings.engines, 4);
  assert.equal(settings.query_seconds, 30);
});

Deno.test("the config file may be named by a variable and may hold comments", async () => {
  const files = { "/etc/d.jsonc": '// ours\n{ /* small */ "max_read_units": 7 }' };
  assert.equal((await load({ files, env: { DYNAMOSQL_CONFIG: "/etc/d.jsonc" } })).settings.max_read_units, 7);
});

Deno.test("durations and bytes are read as people write them", async () => {
  const settings = async (env: Record<string, string>) => (await load({ env })).settings;
  const bytes = {
    "65536": 65_536,
    "64KiB": 65_536,
    "64k": 65_536,
    "10 MB": 10_000_000,
    "1.5GiB": 1_610_612_736,
  };
  for (const [text, value] of Object.entries(bytes)) {
    assert.equal((await settings({ DYNAMOSQL_PAGE_BYTES: text })).page_bytes, value, text);
  }
  const seconds = { "45": 45, "45s": 45, "15m": 900, "2h": 7200, "1d": 86_400 };
  for (const [text, value] of Object.entries(seconds)) {
    assert.equal((await settings({ DYNAMOSQL_KEPT_SECONDS: text })).kept_seconds, value, text);
  }
  assert.equal((await settings({ DYNAMOSQL_MAX_ITEMS: "1_000_000" })).max_items, 1_000_000);
});

Deno.test("a wrong value is refused, naming the setting and where it came from", async () => {
  for (const value of ["", "x", "-1", "0", "1.5", "1e3", "NaN", "5 apples", "64KiBx"]) {
    assert.match(
      await refusal({ env: { DYNAMOSQL_PAGE_ROWS: value } }),
      /^page_rows \(from DYNAMOSQL_PAGE_ROWS\): must/,
    );
  }
  assert.match(await refusal({ flags: { port: "70000" } }), /^port \(from --port\): must be at most 65535/);
  assert.match(await refusal({ flags: { trust_proxy: ["10.0.0.0/99"] } }), /trust_proxy.*CIDR/);
  for (const value of [true, null, [], {}]) {
    const files = { c: JSON.stringify({ page_rows: value }) };
    assert.match(await refusal({ configPath: "c", files }), /^page_rows \(from c\)/);
  }
  const files = {
    c: JSON.stringify({ apps: [{ id: "a", name: "A", redirect_uris: ["https://a.example"] }, { id: "b" }] }),
  };
  assert.match(
    await refusal({ configPath: "c", files }),
    /^apps\[1\]\.name \(from c\): must be text\.\napps\[1\]\.redirect_uris \(from c\): must be a list/,
  );
});

Deno.test("a public URL is an origin and loses its trailing slash", async () => {
  const url = async (public_url: string) => (await load({ flags: { public_url } })).settings.public_url;
  assert.equal(await url("https://sql.example.com/"), "https://sql.example.com");
  assert.equal(await url("http://localhost:8080"), "http://localhost:8080");
  assert.equal(await url("https://sql.example.com:443"), "https://sql.example.com:443");
  for (
    const wrong of [
      "sql.example.com",
      "ftp://x",
      "https://x/path",
      "https://x?q=1",
      "https://x#f",
      "https://u:p@x",
      "https://x:99999",
      "javascript:alert(1)",
    ]
  ) {
    assert.match(await refusal({ flags: { public_url: wrong } }), /public_url .*origin/, wrong);
  }
});

Deno.test("an unknown config key is an error that suggests the nearest name", async () => {
  const message = await refusal({ configPath: "c", files: { c: '{"max_read_unit": 1}' } });
  assert.match(message, /unknown key max_read_unit\. Did you mean max_read_units\?/);
  assert.match(
    await refusal({ configPath: "c", files: { c: '{"zzzzzzzz": 1}' } }),
    /unknown key zzzzzzzz\.$/,
  );
});

Deno.test("a config file that is no JSONC object is an error with its place", async () => {
  assert.match(await refusal({ configPath: "c", files: { c: '{\n  "port": }' } }), /line 2, column 11/);
  assert.match(await refusal({ configPath: "c", files: { c: "[1]" } }), /one JSON object/);
  assert.match(await refusal({ configPath: "gone" }), /cannot read the file gone/);
});

Deno.test("an unknown variable is a warning, but the one that belongs to clients is not", async () => {
  const { warnings } = await load({
    env: {
      DYNAMOSQL_PORTS: "1",
      DYNAMOSQL_FOO: "1",
      DYNAMOSQL_MCP_TOKEN: "secret",
      DYNAMOSQL_DEBUG: "1",
      PATH: "/bin",
    },
  });
  assert.deepEqual(warnings, [
    "Unknown variable DYNAMOSQL_PORTS is ignored. Did you mean DYNAMOSQL_PORT?",
    "Unknown variable DYNAMOSQL_FOO is ignored.",
  ]);
});

Deno.test("a secret comes from a variable or from the file a _FILE variable names, and is never shown", async () => {
  const files = { "/run/secrets/kv": "hunter2\n" };
  const file = { DYNAMOSQL_STORE_TOKEN_FILE: "/run/secrets/kv" };
  assert.equal((await load({ files, env: file })).settings.store_token, "hunter2");
  assert.equal((await load({ env: { DYNAMOSQL_STORE_TOKEN: "t0ken" } })).settings.store_token, "t0ken");
  assert.match(await refusal({ files, env: { ...file, DYNAMOSQL_STORE_TOKEN: "t0ken" } }), /both set/);
  assert.match(await refusal({ env: file }), /DYNAMOSQL_STORE_TOKEN_FILE: cannot read/);
  const message = await refusal({ configPath: "c", files: { c: '{"store_token": "hunter2"}' } });
  assert.match(message, /store_token is a secret\. Set DYNAMOSQL_STORE_TOKEN, or DYNAMOSQL_STORE_TOKEN_FILE/);
  assert.ok(!message.includes("hunter2"));
});

Deno.test("no text makes a count anything but a positive whole number or a refusal", async () => {
  await fc.assert(fc.asyncProperty(fc.string(), async (text) => {
    try {
      const { max_items } = (await load({ env: { DYNAMOSQL_MAX_ITEMS: text } })).settings;
      assert.ok(Number.isSafeInteger(max_items) && max_items >= 1);
    } catch (error) {
      assert.ok(error instanceof DynamoSqlError && error.code === "config_invalid");
    }
  }));
});
