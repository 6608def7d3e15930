/**
 * The AWS SDK's HTTP over this runtime's `fetch`: it pools connections, and honours `HTTPS_PROXY`, `NO_PROXY` and
 * an extra CA file (`DENO_CERT`) without help. Bodies arrive whole: a DynamoDB page is at most about 1 MB of items.
 * @module
 */

/** What the SDK hands over: its `HttpRequest`, as far as DynamoDB and STS use it. */
export interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What the SDK takes back. */
export interface SdkResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** The SDK's `HttpHandler`. */
export interface FetchHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(
    request: SdkRequest,
    options?: { abortSignal?: unknown },
  ): Promise<{ response: SdkResponse }>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

/** No answer, or not a whole one. `code` is one the SDK retries. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly code: "ETIMEDOUT" | "ECONNRESET";

  constructor(code: "ETIMEDOUT" | "ECONNRESET", cause: unknown) {
    super("No answer from the AWS endpoint.", { cause });
    this.code = code;
  }
}

/**
 * A handler whose every attempt ends after `timeoutMs`.
 * Rejects with {@linkcode ConnectionError}, or an `AbortError` where the caller's signal says so.
 */
export function fetchHandler(timeoutMs: number): FetchHandler {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    handle: (request, options) => handle(request, options?.abortSignal, timeoutMs),
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

async function handle(
  request: SdkRequest,
  abort: unknown,
  timeoutMs: number,
): Promise<{ response: SdkResponse }> {
  const caller = abort instanceof AbortSignal ? abort : undefined;
  caller?.throwIfAborted();
  // An own controller, because AbortSignal.timeout would keep its timer after the answer.
  const controller = new AbortController();
  const stop = () => controller.abort(caller?.reason);
  caller?.addEventListener("abort", stop, { once: true });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, timeoutMs);
  try {
    const response = await fetch(urlOf(request), {
      method: request.method,
      headers: headersOf(request),
      body: bodyOf(request.body),
      signal: controller.signal,
      redirect: "manual",
    });
    const body = new Uint8Array(await response.arrayBuffer());
    // `response` must live until here: Deno (2.9.6) forgets the signal of a fetch whose Response is garbage.
    return {
      response: { statusCode: response.status, headers: Object.fromEntries(response.headers), body },
    };
  } catch (cause) {
    if (caller?.aborted) throw new DOMException("The request was aborted.", "AbortError");
    throw new ConnectionError(timedOut ? "ETIMEDOUT" : "ECONNRESET", cause);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener("abort", stop);
  }
}

function urlOf({ protocol, hostname, port, path, query }: SdkRequest): string {
  const url = new URL(`${protocol}//${hostname}${port ? `:${port}` : ""}${path}`);
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) url.searchParams.append(name, each ?? "");
  }
  return url.href;
}

function headersOf({ headers }: SdkRequest): Record<string, string> {
  const { host: _fromUrl, "content-length": _fromBody, ...rest } = headers;
  // Inflating costs more than the wire inside a region, so ask for plain bytes.
  return { ...rest, "accept-encoding": "identity" };
}

function bodyOf(body: unknown): string | Uint8Array<ArrayBuffer> | null {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : null;
}
