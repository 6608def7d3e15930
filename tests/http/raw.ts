/** HTTP as bytes, for what `fetch` refuses to send. */

/** Sends one request over its own connection and reads the whole answer. */
export async function rawRequest(origin: string, lines: readonly string[], body = ""): Promise<string> {
  const url = new URL(origin);
  using connection = await Deno.connect({ hostname: url.hostname, port: Number(url.port) });
  await connection.write(
    new TextEncoder().encode(`${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n${body}`),
  );
  return await new Response(connection.readable).text();
}
