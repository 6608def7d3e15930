/** An egress proxy on loopback: every name is the test's own host. */

/** An HTTP proxy that answers CONNECT with `status` and, if 200, tunnels to the port. */
export function startConnectProxy(port: number, status = "200 OK") {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const heard: string[] = [];
  const serving: Promise<unknown>[] = [];
  async function serve(connection: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(4_096);
    const length = await connection.read(buffer);
    heard.push(new TextDecoder().decode(buffer.subarray(0, length ?? 0)));
    await connection.write(new TextEncoder().encode(`HTTP/1.1 ${status}\r\n\r\n`));
    if (!status.startsWith("200")) return connection.close();
    const target = await Deno.connect({ hostname: "127.0.0.1", port });
    await Promise.allSettled([
      connection.readable.pipeTo(target.writable),
      target.readable.pipeTo(connection.writable),
    ]);
  }
  const accepting = (async () => {
    for await (const connection of listener) serving.push(serve(connection));
  })();
  return {
    url: `http://user:secret@127.0.0.1:${listener.addr.port}`,
    heard,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting.catch(() => {});
      await Promise.allSettled(serving);
    },
  };
}
