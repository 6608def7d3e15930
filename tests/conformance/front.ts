/**
 * A loopback front before the server that lists fewer client authentication methods in the metadata, and notes how clients
 * authenticate. It changes nothing else.
 * @module
 */

/** The front. */
export interface Front extends AsyncDisposable {
  /** The public URL of the server behind. */
  readonly origin: string;
  /** How each token request authenticated. */
  readonly tokenRequests: readonly { readonly basic: boolean; readonly secret: boolean }[];
  /** Tells where the server listens. */
  forwardTo(port: number): void;
}

/** Starts it. `methods` are all that the metadata will list. */
export function startFront(options: { readonly methods: readonly string[] }): Front {
  const tokenRequests: { basic: boolean; secret: boolean }[] = [];
  let port = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const url = new URL(request.url);
    const { pathname, search } = url;
    const body = request.body === null ? null : await request.text();
    if (pathname === "/token") {
      const basic = request.headers.get("authorization")?.startsWith("Basic ") ?? false;
      tokenRequests.push({ basic, secret: new URLSearchParams(body ?? "").has("client_secret") });
    }
    const response = await fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
      method: request.method,
      headers: request.headers,
      body,
      redirect: "manual",
    });
    const metadata = pathname.startsWith("/.well-known/o") && !pathname.includes("resource");
    if (!metadata) return response;
    const document = { ...await response.json(), token_endpoint_auth_methods_supported: options.methods };
    return Response.json(document, { status: response.status });
  });
  return {
    origin: `http://localhost:${server.addr.port}`,
    tokenRequests,
    forwardTo(behind) {
      port = behind;
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
    },
  };
}
