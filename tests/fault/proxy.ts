/**
 * A loopback proxy in front of DynamoDB Local that misbehaves as it is told, and counts what passes: what a query
 * says it has consumed can be held against what it really asked for.
 *
 * Plain HTTP/1.1 on bare sockets, because an HTTP server library lets nobody cut an answer in the middle.
 * @module
 */

/** One request as the script sees it. */
export interface ProxiedRequest {
  /** `Scan`, `GetItem`, … */
  readonly operation: string;
  /** The parameters, in DynamoDB's own JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Requests before this one since the last {@link Proxy.reset}. */
  readonly before: number;
}

/** What to do to one request. */
export type Fault =
  /** Answers with an AWS error; the request never arrives. */
  | { readonly kind: "error"; readonly status: number; readonly type: string; readonly message?: string }
  /** Answers a BatchGetItem without any item, all keys unprocessed; the request never arrives. */
  | { readonly kind: "unprocessed" }
  /** Forwards after so many milliseconds. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Forwards and cuts the connection after half of the answer's body. */
  | { readonly kind: "cut" }
  /** Cuts the connection without an answer; the request never arrives. */
  | { readonly kind: "refuse" }
  /** Forwards and gives the answer's body so many bytes at a time, 10 ms between. */
  | { readonly kind: "drip"; readonly bytes: number }
  /** Does something first, for example deletes the table, and forwards. */
  | { readonly kind: "after"; readonly work: () => Promise<void> };

/** One request that is over. */
export interface Passed {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly fault: Fault["kind"] | null;
  /** Read units in DynamoDB's answer; 0 where it never got the request. */
  readonly readUnits: number;
  /** Items that DynamoDB looked at. */
  readonly scanned: number;
  readonly items: readonly unknown[];
}

/** The running proxy. */
export interface Proxy {
  readonly url: string;
  /** Decides about every request from now on; null = lets it pass. */
  script: (request: ProxiedRequest) => Fault | null;
  /** Requests that have arrived since the last reset. */
  readonly arrived: number;
  /** Requests that are over, in the order of their end. */
  readonly passed: readonly Passed[];
  /** Requests that are being answered now. */
  readonly underWay: number;
  /** Client connections open now. */
  readonly connections: number;
  /** Lets everything pass from now on and counts from 0. */
  reset(): void;
  close(): Promise<void>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Opens a proxy to the DynamoDB at `target`, on a free port. */
export function openProxy(target: string): Proxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Map<Deno.Conn, Promise<void>>();
  let passed: Passed[] = [];
  let arrived = 0;
  let underWay = 0;
  const closing = Promise.withResolvers<void>();

  const proxy = {
    url: `http://127.0.0.1:${listener.addr.port}`,
    script: (_: ProxiedRequest): Fault | null => null,
    get arrived() {
      return arrived;
    },
    get passed() {
      return passed;
    },
    get underWay() {
      return underWay;
    },
    get connections() {
      return open.size;
    },
    reset() {
      proxy.script = () => null;
      passed = [];
      arrived = 0;
    },
    async close() {
      listener.close();
      closing.resolve();
      for (const connection of open.keys()) closeQuietly(connection);
      await Promise.all([...open.values(), accepting]);
    },
  };

  async function serve(connection: Deno.Conn): Promise<void> {
    const source = openSource(connection);
    try {
      for (let request = await readRequest(source); request !== null; request = await readRequest(source)) {
        underWay++;
        try {
          await answer(connection, request);
        } finally {
          underWay--;
        }
      }
    } catch {
      // The client is gone, or the script has cut the connection.
    } finally {
      closeQuietly(connection);
      open.delete(connection);
    }
  }

  async function answer(connection: Deno.Conn, { headers, bytes }: RawRequest): Promise<void> {
    const operation = (headers.get("x-amz-target") ?? "").split(".").at(-1) ?? "";
    const body = JSON.parse(decoder.decode(bytes));
    const fault = proxy.script({ operation, body, before: arrived++ });
    const note = (answered: unknown) =>
      passed.push({ operation, body, fault: fault?.kind ?? null, ...costOf(answered) });
    if (fault?.kind === "refuse") {
      note(null);
      throw new Error("refused");
    }
    if (fault?.kind === "error") {
      note(null);
      const { status, type, message = "As the script says." } = fault;
      const text = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message });
      return await writeAll(connection, responseHead(status, encoder.encode(text).length) + text);
    }
    if (fault?.kind === "unprocessed") {
      note(null);
      const text = JSON.stringify({ Responses: {}, UnprocessedKeys: body["RequestItems"] });
      return await writeAll(connection, responseHead(200, encoder.encode(text).length) + text);
    }
    if (fault?.kind === "delay") await wait(fault.ms);
    if (fault?.kind === "after") await fault.work();
    const forwarded = new Headers(headers);
    for (const name of ["host", "content-length", "connection", "accept-encoding"]) forwarded.delete(name);
    const response = await fetch(target, { method: "POST", headers: forwarded, body: bytes });
    const text = new Uint8Array(await response.arrayBuffer());
    note(JSON.parse(decoder.decode(text)));
    await writeAll(connection, responseHead(response.status, text.length));
    if (fault?.kind === "cut") {
      await writeAll(connection, text.subarray(0, text.length >> 1));
      throw new Error("cut");
    }
    if (fault?.kind !== "drip") return await writeAll(connection, text);
    for (let at = 0; at < text.length; at += fault.bytes) {
      await writeAll(connection, text.subarray(at, at + fault.bytes));
      await wait(10);
    }
  }

  /** Ends early when the proxy is closed. */
  async function wait(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const elapsed = new Promise<void>((resolve) => timer = setTimeout(resolve, milliseconds));
    await Promise.race([elapsed, closing.promise]);
    clearTimeout(timer);
  }

  async function accept(): Promise<void> {
    try {
      for await (const connection of listener) open.set(connection, serve(connection));
    } catch {
      // The listener is closed.
    }
  }

  const accepting = accept();
  return proxy;
}

/** What an answer of DynamoDB says that it cost. */
function costOf(answered: unknown): Pick<Passed, "readUnits" | "scanned" | "items"> {
  // `as`: DynamoDB's own answer, of which these members are all that is looked at, each only if it is there.
  const { ConsumedCapacity, ScannedCount, Items, Item, Responses } = (answered ?? {}) as {
    ConsumedCapacity?: { CapacityUnits: number } | { CapacityUnits: number }[];
    ScannedCount?: number;
    Items?: unknown[];
    Item?: unknown;
    Responses?: Record<string, unknown[]>;
  };
  const capacities = ConsumedCapacity === undefined ? [] : [ConsumedCapacity].flat();
  const items = Items ?? (Item === undefined ? Object.values(Responses ?? {}).flat() : [Item]);
  return {
    readUnits: capacities.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0),
    scanned: ScannedCount ?? items.length,
    items,
  };
}

interface RawRequest {
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Bytes of a connection, with those that were read too early. */
interface Source {
  readonly connection: Deno.Conn;
  rest: Uint8Array;
}

function openSource(connection: Deno.Conn): Source {
  return { connection, rest: new Uint8Array() };
}

async function more(source: Source): Promise<boolean> {
  const chunk = new Uint8Array(64 * 1024);
  const count = await source.connection.read(chunk);
  if (count === null) return false;
  const joined = new Uint8Array(source.rest.length + count);
  joined.set(source.rest);
  joined.set(chunk.subarray(0, count), source.rest.length);
  source.rest = joined;
  return true;
}

/** The next request, or null where the client has closed the connection. Bodies have a `content-length`. */
async function readRequest(source: Source): Promise<RawRequest | null> {
  let end = -1;
  while ((end = decoder.decode(source.rest).indexOf("\r\n\r\n")) < 0) if (!await more(source)) return null;
  const [, ...lines] = decoder.decode(source.rest.subarray(0, end)).split("\r\n");
  const headers = new Headers(lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  }));
  const length = Number(headers.get("content-length") ?? 0);
  while (source.rest.length < end + 4 + length) if (!await more(source)) return null;
  const bytes = source.rest.slice(end + 4, end + 4 + length);
  source.rest = source.rest.slice(end + 4 + length);
  return { headers, bytes: new Uint8Array(bytes) };
}

function responseHead(status: number, length: number): string {
  return `HTTP/1.1 ${status} As Told\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: ${length}\r\n\r\n`;
}

async function writeAll(connection: Deno.Conn, data: string | Uint8Array): Promise<void> {
  const bytes = typeof data === "string" ? encoder.encode(data) : data;
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
