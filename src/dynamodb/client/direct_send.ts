/**
 * A direct send repeats the SDK's last good request with another body. The SDK's chain of two dozen steps makes the
 * same address and the same headers every time, which costs half as much as a read by key. So the last good request
 * is kept, and the next one is signed by the SDK's signer and sent. If anything goes wrong, the SDK makes the request
 * again from the start.
 * @module
 */
import type { FetchHandler, SdkRequest } from "./fetch_handler.ts";
import type { Operation } from "../wire.ts";

/** The part of the SDK's client that signs. */
export interface SigningConfig {
  /** What the SDK found the host's clock to be off by, milliseconds. */
  readonly systemClockOffset: number;
  readonly signer: () => Promise<Signer>;
}

/** Signs a request (AWS Signature Version 4). */
export interface Signer {
  sign(request: SdkRequest, how: { readonly signingDate: Date }): Promise<SdkRequest>;
}

/** Sends requests that need no decision of the SDK. */
export interface DirectSend {
  /** The handler to give the SDK: it learns from what the SDK sends. */
  readonly handler: FetchHandler;
  /**
   * Sends a request.
   * @returns `unsent`: the SDK must go first. `failed`: it was sent in vain; the SDK, asked again, tells why
   * @throws the signal's reason
   */
  send(
    config: SigningConfig,
    operation: Operation,
    body: string,
    signal: AbortSignal,
  ): Promise<Uint8Array | "unsent" | "failed">;
}

/** Members of the SDK's headers that are about one request only. */
const ONE_REQUEST =
  /^(amz-sdk-|authorization$|content-length$|x-amz-(date|content-sha256|security-token|target)$)/;

/** The part that all requests have in common. */
interface RequestPattern {
  readonly request: SdkRequest;
  readonly headers: Readonly<Record<string, string>>;
  /** What stands before the operation in `x-amz-target`. */
  readonly target: string;
}

/** A direct send that has not yet seen how a request is sent. */
export function createDirectSend(inner: FetchHandler): DirectSend {
  let pattern: RequestPattern | null = null;
  let signer: Signer | undefined;

  function failed<T>(how: T): T {
    pattern = null;
    return how;
  }

  /** The answer's body; null where there is none, or it tells of an error. */
  async function sent(request: SdkRequest, signal: AbortSignal): Promise<Uint8Array | null> {
    try {
      const { response } = await inner.handle(request, { abortSignal: signal });
      return response.statusCode === 200 ? response.body : null;
    } catch {
      signal.throwIfAborted();
      return null;
    }
  }

  return {
    handler: {
      ...inner,
      async handle(request, options) {
        // The pattern is used again only once the answer is known to be good.
        pattern = null;
        const answer = await inner.handle(request, options);
        // A second try means that DynamoDB or the way to it is under strain: the SDK knows how to wait.
        const first = /^attempt=1(;|$)/.test(request.headers["amz-sdk-request"] ?? "");
        if (first && answer.response.statusCode === 200) pattern = patternOf(request);
        return answer;
      },
    },
    async send(config, operation, body, signal) {
      if (pattern === null) return "unsent";
      try {
        signer ??= await config.signer();
        const { request, headers, target } = pattern;
        const signed = await signer.sign(
          { ...request, headers: { ...headers, "x-amz-target": target + operation }, body },
          { signingDate: new Date(Date.now() + config.systemClockOffset) },
        );
        return await sent(signed, signal) ?? failed("failed");
      } catch {
        signal.throwIfAborted();
        return failed("unsent");
      }
    },
  };
}

function patternOf(request: SdkRequest): RequestPattern | null {
  const { "x-amz-target": target = "" } = request.headers;
  const dot = target.lastIndexOf(".");
  if (dot < 0) return null;
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !ONE_REQUEST.test(name)),
  );
  return { request, headers, target: target.slice(0, dot + 1) };
}
