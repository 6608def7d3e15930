/**
 * One HTTP/1.1 GET on a connection that is there already (RFC 9112), within strict bounds. Whatever a server may send that
 * a small JSON document does not need is refused: redirects are the caller's to refuse, encodings, folded or repeated
 * framing headers, informational answers and trailers are refused here.
 * @module
 */

/** A connection: a TLS one in production. */
export interface ByteStream {
  /** Null at the end. */
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
}

/** What to ask for. */
export interface HttpGet {
  /** Host header: the name, with the port unless it is 443. */
  readonly host: string;
  /** Path and query. */
  readonly target: string;
  readonly accept: string;
  /** Bytes of the body at most. */
  readonly maxBody: number;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name; values of a repeated header joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The answer breaks a rule or a bound; the message is one word for the log. */
export class HttpRefused extends Error {}

/** Bytes of status line and headers at most. */
const MAX_HEAD = 16 * 1024;
/** Bytes of a chunk's size line at most. */
const MAX_CHUNK_LINE = 128;
/** Headers whose repetition lets two readers see two answers. */
const ONCE = ["content-length", "transfer-encoding", "content-type", "content-encoding"];

/** Sends the request and reads the answer. Fails with {@linkcode HttpRefused}, or as the connection does. */
export async function httpGet(stream: ByteStream, request: HttpGet): Promise<HttpAnswer> {
  const lines = [
    `GET ${request.target} HTTP/1.1`,
    `Host: ${request.host}`,
    `Accept: ${request.accept}`,
    "Accept-Encoding: identity",
    "User-Agent: DynamoSQL",
    "Connection: close",
  ];
  await writeAll(stream, new TextEncoder().encode(lines.join("\r\n") + "\r\n\r\n"));
  const reader = bufferedReader(stream);
  const { status, headers } = parseHead(await reader.until("\r\n\r\n", MAX_HEAD));
  // The body of any other answer is nobody's business.
  if (status !== 200) return { status, headers, body: new Uint8Array() };
  if ((headers["content-encoding"] ?? "identity").toLowerCase() !== "identity") {
    throw new HttpRefused("encoding");
  }
  return { status, headers, body: await readBody(reader, headers, request.maxBody) };
}

/** A header's name and value (RFC 9110 §5.6.2, §5.5): what is allowed, so no control character but the tab. */
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/;

function parseHead(text: string): Pick<HttpAnswer, "status" | "headers"> {
  const [first = "", ...lines] = text.slice(0, -4).split("\r\n");
  const status = /^HTTP\/1\.[01] ([2-5][0-9]{2})(?: |$)/.exec(first)?.[1];
  if (status === undefined) throw new HttpRefused("head");
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    // A line that begins with a space (folding) or holds a bare CR, LF or NUL matches nothing.
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new HttpRefused("head");
    const key = name.toLowerCase();
    const before = headers[key];
    if (before !== undefined && ONCE.includes(key)) throw new HttpRefused("head");
    headers[key] = before === undefined ? value.trimEnd() : `${before}, ${value.trimEnd()}`;
  }
  return { status: Number(status), headers };
}

async function readBody(
  reader: BufferedReader,
  headers: HttpAnswer["headers"],
  most: number,
): Promise<Uint8Array> {
  const coding = headers["transfer-encoding"];
  const declared = headers["content-length"];
  if (coding !== undefined) {
    // RFC 9112 §6.3: both together are an attack or a defect.
    if (declared !== undefined || coding.toLowerCase() !== "chunked") throw new HttpRefused("framing");
    return await readChunks(reader, most);
  }
  if (declared === undefined) return await reader.rest(most);
  if (!/^[0-9]{1,9}$/.test(declared)) throw new HttpRefused("framing");
  if (Number(declared) > most) throw new HttpRefused("size");
  return await reader.exactly(Number(declared));
}

async function readChunks(reader: BufferedReader, most: number): Promise<Uint8Array> {
  const body = new Uint8Array(most);
  let size = 0;
  for (;;) {
    const line = await reader.until("\r\n", MAX_CHUNK_LINE);
    const digits = /^([0-9A-Fa-f]{1,8})[ \t]*(?:;[ -~]*)?\r\n$/.exec(line)?.[1];
    if (digits === undefined) throw new HttpRefused("framing");
    const length = parseInt(digits, 16);
    // Trailers are not read: the connection ends here.
    if (length === 0) return body.subarray(0, size);
    if (size + length > most) throw new HttpRefused("size");
    body.set(await reader.exactly(length), size);
    size += length;
    if (latin1(await reader.exactly(2)) !== "\r\n") throw new HttpRefused("framing");
  }
}

interface BufferedReader {
  /** Text (Latin-1) up to and with `end`; more than `most` bytes are refused. */
  until(end: string, most: number): Promise<string>;
  exactly(length: number): Promise<Uint8Array>;
  /** All until the connection ends; more than `most` bytes are refused. */
  rest(most: number): Promise<Uint8Array>;
}

function bufferedReader(stream: ByteStream): BufferedReader {
  let buffer = new Uint8Array();

  /** False at the end. */
  async function more(): Promise<boolean> {
    const chunk = new Uint8Array(4096);
    const length = await stream.read(chunk);
    if (length === null) return false;
    const joined = new Uint8Array(buffer.length + length);
    joined.set(buffer);
    joined.set(chunk.subarray(0, length), buffer.length);
    buffer = joined;
    return true;
  }

  function take(length: number): Uint8Array {
    const taken = buffer.slice(0, length);
    buffer = buffer.slice(length);
    return taken;
  }

  return {
    async until(end, most) {
      for (;;) {
        const text = latin1(buffer.subarray(0, most));
        const at = text.indexOf(end);
        if (at >= 0) return latin1(take(at + end.length));
        if (buffer.length >= most) throw new HttpRefused("size");
        if (!await more()) throw new HttpRefused("cut");
      }
    },
    async exactly(length) {
      while (buffer.length < length) if (!await more()) throw new HttpRefused("cut");
      return take(length);
    },
    async rest(most) {
      while (buffer.length <= most) if (!await more()) return take(buffer.length);
      throw new HttpRefused("size");
    },
  };
}

/** Byte for byte: header bytes above ASCII are no UTF-8 anybody promised. */
const latin1 = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

async function writeAll(stream: ByteStream, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await stream.write(bytes.subarray(at));
}
