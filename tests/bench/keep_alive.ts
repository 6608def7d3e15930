/**
 * A lean HTTP/1.1 client over one kept-alive connection. `fetch` costs more than the servers that these benches measure,
 * and on the same cores.
 * @module
 */

/** An answer. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; of repeated ones the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** One connection; one request at a time. */
export interface Connection {
  /** @param body a form, unless `content-type` says something else; ASCII */
  send(
    method: "GET" | "POST",
    path: string,
    headers?: Record<string, string>,
    body?: string,
  ): Promise<Answer>;
  close(): void;
}

const encoder = new TextEncoder();

/** Connects to a loopback port. */
export async function connectTo(port: number): Promise<Connection> {
  const socket = await Deno.connect({ hostname: "127.0.0.1", port });
  socket.setNoDelay(true);
  // A byte a character, so that lengths agree; what these benches look for in an answer is ASCII.
  const decoder = new TextDecoder("latin1");
  const chunk = new Uint8Array(64 * 1024);
  let buffered = "";

  async function more(): Promise<void> {
    const read = await socket.read(chunk);
    if (read === null) throw new Error("The server closed the connection.");
    buffered += decoder.decode(chunk.subarray(0, read), { stream: true });
  }
  async function until(mark: string): Promise<string> {
    let at: number;
    while ((at = buffered.indexOf(mark)) < 0) await more();
    const text = buffered.slice(0, at);
    buffered = buffered.slice(at + mark.length);
    return text;
  }
  async function take(length: number): Promise<string> {
    while (buffered.length < length) await more();
    const text = buffered.slice(0, length);
    buffered = buffered.slice(length);
    return text;
  }
  async function chunked(): Promise<string> {
    let body = "";
    for (;;) {
      const length = Number.parseInt(await until("\r\n"), 16);
      body += await take(length);
      await until("\r\n");
      if (length === 0) return body;
    }
  }

  return {
    async send(method, path, headers, body) {
      let head = `${method} ${path} HTTP/1.1\r\nhost: localhost:${port}\r\n`;
      const type = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
      for (const [name, value] of Object.entries({ ...type, ...headers })) head += `${name}: ${value}\r\n`;
      if (body !== undefined) head += `content-length: ${body.length}\r\n`;
      const bytes = encoder.encode(`${head}\r\n${body ?? ""}`);
      for (let sent = 0; sent < bytes.length;) sent += await socket.write(bytes.subarray(sent));
      const [first = "", ...lines] = (await until("\r\n\r\n")).split("\r\n");
      const received = new Map(lines.map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }));
      const length = received.get("content-length");
      const answer = received.get("transfer-encoding") === "chunked"
        ? await chunked()
        : length === undefined
        ? ""
        : await take(Number(length));
      return { status: Number(first.slice(9, 12)), headers: received, body: answer };
    },
    close: () => socket.close(),
  };
}
