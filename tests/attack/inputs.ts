/**
 * Inputs that are cheap to send and were, or could be, dear to take.
 * @module
 */

/** One request. */
export interface Input {
  readonly path: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What is answered, by status. */
  readonly status: number;
}

const KIB = 1024;
/** The bounds of bodies: of `/mcp`, and of everything else. */
const MCP = 256 * KIB;
const FORM = 40 * KIB;

/** As much of `unit`, over and over, as fits into `bytes`. */
function fill(unit: string, bytes: number): string {
  return unit.repeat(Math.floor(bytes / unit.length));
}

function message(method: string, params: string): string {
  return `{"jsonrpc":"2.0","id":1,"method":${JSON.stringify(method)},"params":${params}}`;
}

function call(name: string, args: string): string {
  return message("tools/call", `{"name":${JSON.stringify(name)},"arguments":${args}}`);
}

function mcp(body: string, status: number): Input {
  const headers = { "content-type": "application/json", "mcp-protocol-version": "2025-11-25" };
  return { path: "/mcp", method: "POST", headers, body, status };
}

const list = (unit: string, count: number) => `[${Array(count).fill(unit).join(",")}]`;
const members = (count: number, value = "1") =>
  `{${Array.from({ length: count }, (_, at) => `"k${at}":${value}`).join(",")}}`;
const long = (bytes: number) => JSON.stringify("x".repeat(bytes));
const PARAMS = MCP - 400;

/** To `/mcp`, with a good token. */
export const TO_MCP: Readonly<Record<string, Input>> = {
  "340,000 objects as parameters": mcp(
    call("run_sql", `{"sql":"SELECT 1","params":${list("{}", 340_000)}}`),
    413,
  ),
  "80,000 objects as parameters": mcp(
    call("run_sql", `{"sql":"SELECT 1","params":${list("{}", 80_000)}}`),
    400,
  ),
  "4,096 objects as parameters": mcp(
    call("run_sql", `{"sql":"SELECT 1","params":${list("{}", 4_096)}}`),
    200,
  ),
  "4,097 parameters": mcp(call("run_sql", `{"sql":"SELECT 1","params":${list("1", 4_097)}}`), 200),
  "4,096 named parameters that are wrong": mcp(
    call("run_sql", `{"sql":"SELECT 1","params":${members(4_000, "[]")}}`),
    200,
  ),
  "4,096 integers beyond 2^53": mcp(
    call("run_sql", `{"sql":"SELECT 1","params":${list("9007199254740993", 4_096)}}`),
    200,
  ),
  "4,096 good parameters": mcp(call("run_sql", `{"sql":"SELECT 1","params":${list('"x"', 4_096)}}`), 200),
  "110,000 unknown arguments": mcp(call("run_sql", members(110_000)), 413),
  "20,000 unknown arguments": mcp(call("run_sql", members(20_000)), 400),
  "8,000 unknown arguments": mcp(call("run_sql", members(8_000)), 200),
  "64 unknown arguments with names of 3 KiB": mcp(
    call(
      "run_sql",
      `{${Array.from({ length: 64 }, (_, at) => `"${at}${"n".repeat(3 * KIB)}":1`).join(",")}}`,
    ),
    200,
  ),
  "an argument named __proto__": mcp(
    call("run_sql", '{"__proto__":{"sql":"SELECT 1"},"constructor":1}'),
    200,
  ),
  "lists within lists": mcp(
    call("run_sql", `{"params":${fill("[", PARAMS / 2)}${fill("]", PARAMS / 2)}}`),
    400,
  ),
  "objects within objects": mcp(
    call("run_sql", `{"params":${fill('{"a":', PARAMS / 6)}1${fill("}", PARAMS / 6)}}`),
    400,
  ),
  "brackets that never close": mcp(fill("[", MCP), 400),
  "one number of 256 KiB": mcp(call("run_sql", `{"sql":"SELECT 1","max_rows":${fill("9", PARAMS)}}`), 200),
  "one fraction of 256 KiB": mcp(
    call("run_sql", `{"sql":"SELECT 1","params":[0.${fill("3", PARAMS)}]}`),
    200,
  ),
  "escapes alone": mcp(call("run_sql", `{"sql":"${fill("\\u0000", PARAMS)}"}`), 200),
  "a text of SQL of 256 KiB": mcp(call("run_sql", `{"sql":${long(PARAMS)}}`), 200),
  "a cursor of 256 KiB": mcp(call("run_sql", `{"cursor":${long(PARAMS)}}`), 200),
  "a schema's name of 256 KiB": mcp(call("run_sql", `{"sql":"SELECT 1","schema_name":${long(PARAMS)}}`), 200),
  "a table's name of 256 KiB": mcp(call("describe_table", `{"table_name":${long(PARAMS)}}`), 200),
  "a table's name of dots": mcp(call("describe_table", `{"table_name":"${fill(".", PARAMS)}"}`), 200),
  "a table's name of quotes": mcp(call("describe_table", `{"table_name":"${fill('\\"', PARAMS)}"}`), 200),
  "a tool's name of 256 KiB": mcp(call("x".repeat(PARAMS), "{}"), 400),
  "a method of 256 KiB": mcp(message("x".repeat(PARAMS), "{}"), 400),
  "a URI of 256 KiB": mcp(message("resources/read", `{"uri":"dynamosql://${fill("a/", PARAMS)}"}`), 400),
  "a URI of 2,000 characters": mcp(
    message("resources/read", `{"uri":"dynamosql://${"a".repeat(1_988)}"}`),
    200,
  ),
  "a completion of 256 KiB": mcp(
    message(
      "completion/complete",
      `{"ref":{"type":"ref/resource","uri":"dynamosql://{schema}/{table}"},"argument":{"name":"table","value":${
        long(PARAMS)
      }}}`,
    ),
    200,
  ),
  "a prompt's argument of 256 KiB": mcp(
    message("prompts/get", `{"name":"write_query","arguments":{"question":${long(PARAMS)}}}`),
    200,
  ),
  "9,000 capabilities": mcp(
    message(
      "initialize",
      `{"protocolVersion":"2025-11-25","clientInfo":{"name":"x","version":"1"},"capabilities":{"experimental":${
        members(9_000, "{}")
      }}}`,
    ),
    400,
  ),
  "4,000 capabilities": mcp(
    message(
      "initialize",
      `{"protocolVersion":"2025-11-25","clientInfo":{"name":"x","version":"1"},"capabilities":{"experimental":${
        members(4_000, "{}")
      }}}`,
    ),
    200,
  ),
  "a batch of 10 calls": {
    ...mcp(
      `[${
        Array.from({ length: 10 }, (_, id) => call("list_tables", "{}").replace('"id":1', `"id":${id}`)).join(
          ",",
        )
      }]`,
      200,
    ),
    headers: { "content-type": "application/json", "mcp-protocol-version": "2025-03-26" },
  },
  "a member a thousand times": mcp(
    `{"jsonrpc":"2.0","id":1,${fill('"method":"ping",', 100 * KIB)}"params":{}}`,
    200,
  ),
  "256 KiB of spaces": mcp(fill(" ", MCP), 400),
  "256 KiB of an open text": mcp(`"${fill("x", MCP - 1)}`, 400),
};

const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "content-type": "application/json" };

function form(path: string, body: string, status: number): Input {
  return { path, method: "POST", headers: FORM_TYPE, body, status };
}

/** To everything that takes something from anybody. */
export const TO_OTHERS: Readonly<Record<string, Input>> = {
  "a registration of nested lists": {
    path: "/register",
    method: "POST",
    headers: JSON_TYPE,
    body: fill("[", FORM),
    status: 400,
  },
  "a registration of 8,000 values": {
    path: "/register",
    method: "POST",
    headers: JSON_TYPE,
    body: `{"redirect_uris":${list('"a"', 8_000)}}`,
    status: 400,
  },
  "a registration of 4,000 members": {
    path: "/register",
    method: "POST",
    headers: JSON_TYPE,
    body: members(4_000),
    status: 400,
  },
  "a registration with 300 keys": {
    path: "/register",
    method: "POST",
    headers: JSON_TYPE,
    body: `{"redirect_uris":["https://a.example/cb"],"jwks":{"keys":${
      list(`{"kty":"RSA","n":"${"A".repeat(80)}","e":"AQAB"}`, 300)
    }}}`,
    status: 400,
  },
  "a name of 39 KiB": {
    path: "/register",
    method: "POST",
    headers: JSON_TYPE,
    body: `{"redirect_uris":["https://a.example/cb"],"client_name":${long(39 * KIB)}}`,
    status: 201,
  },
  "a token request of 20,000 parameters": form("/token", fill("a&", FORM), 400),
  "a token request of one parameter": form("/token", `grant_type=${fill("x", FORM - 20)}`, 400),
  "a token request of percent signs": form("/token", `grant_type=${fill("%", FORM - 20)}`, 400),
  "an assertion of dots": form(
    "/token",
    `grant_type=authorization_code&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=${
      fill(".", 39 * KIB)
    }`,
    401,
  ),
  "an assertion of nested JSON": form(
    "/token",
    `grant_type=client_credentials&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=${
      btoa(fill("[", 28 * KIB)).replace(/=+$/, "")
    }.e30.x`,
    401,
  ),
  "a secret of 39 KiB": form(
    "/token",
    `grant_type=client_credentials&client_id=dsc_0000000000000000000000&client_secret=${fill("x", 39 * KIB)}`,
    401,
  ),
  "a bearer token of 14 KiB": {
    path: "/mcp",
    method: "POST",
    headers: { ...JSON_TYPE, authorization: `Bearer ${fill("e.", 14 * KIB)}` },
    body: "{}",
    status: 401,
  },
  "a cookie of 14 KiB": {
    path: "/portal/account",
    headers: { cookie: fill("a=b; ", 14 * KIB) },
    status: 303,
  },
  "a sign-in of 40 KiB": form("/login", `email=${fill("a@", 20 * KIB)}&password=${fill("x", 19 * KIB)}`, 403),
  "a sign-in of 20,000 fields": form("/login", fill("a&", FORM), 400),
  "an authorization request of 14 KiB": { path: `/authorize?${fill("a=b&", 14 * KIB)}`, status: 400 },
  "a path of 14 KiB": { path: `/${fill("a/", 14 * KIB)}`, status: 404 },
};
