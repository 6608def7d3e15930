/**
 * The listener accepts connections and bounds what each may take: 30 s for a head, 10 s for a body, 64 MiB of bodies in
 * all; it reads no body that nobody asks for (docs/decisions/0034-node-http.md).
 *
 * Not `Deno.serve`, which has no deadline for a head, a body or an idle connection. Not hono's adapter for Node.js, which
 * puts its own classes in the place of the global `Request` and `Response`.
 * @module
 */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { createBodyMeter } from "./body_meter.ts";
import { type ConnectionLimits, LIMITS } from "./connection_limits.ts";
import { IncomingBody } from "./incoming_body.ts";
import { answer, taken } from "./node_answer.ts";
import { requestOf } from "./node_request.ts";
import { BACKLOG, mostConnections, OpenConnections } from "./open_connections.ts";
import { Turns } from "./turns.ts";

/** Where to listen. */
export interface ListenerOptions {
  readonly hostname: string;
  /** 0 = any free one. */
  readonly port: number;
  /** PEM texts; without them plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly limits?: Partial<ConnectionLimits>;
}

/** Deadlines are looked after so often, in milliseconds. */
const CHECK_MS = 1_000;

/** Answers one request. */
export type WebHandler = (
  request: Request,
  info: { readonly remoteAddr: Deno.NetAddr },
) => Response | Promise<Response>;

/** A bound listener. */
export interface Listener {
  readonly port: number;
  /** Stops accepting, and resolves when the requests under way are answered. */
  shutdown(): Promise<void>;
  /** Cuts every connection. */
  abort(): void;
}

/** Binds and accepts. Fails with the system's error, such as `EADDRINUSE`, in its `code`. */
export async function listenHttp(options: ListenerOptions, handler: WebHandler): Promise<Listener> {
  const limits = { ...LIMITS, ...options.limits };
  const { tls } = options;
  const meter = createBodyMeter(limits.bodyBytes);
  const turns = new Turns();
  const connections = new OpenConnections(limits.connections ?? await mostConnections());
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse, continues: boolean) => {
    const { socket } = incoming;
    const turn = turns.take(socket);
    if (turn === null) return;
    const requestEnds = connections.begin(socket);
    const end = () => {
      requestEnds();
      turn.end();
    };
    await turn.come;
    if (socket.destroyed) return end();
    const gone = new AbortController();
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) gone.abort();
    });
    const body = new IncomingBody(incoming, {
      limits,
      meter,
      begin: () => continues && outgoing.writeContinue(),
      broken: () => gone.abort(),
    });
    try {
      const request = requestOf(incoming, body, gone.signal, tls === undefined ? "http" : "https");
      const { remoteAddress = "", remotePort = 0 } = socket;
      const response = request === null
        ? new Response("The request's method, target or host is none that is answered here.\n", {
          status: 400,
        })
        : await handler(request, {
          remoteAddr: { transport: "tcp", hostname: remoteAddress, port: remotePort },
        });
      await answer(incoming, outgoing, response, { gone: gone.signal, body, takenMs: limits.idleMs });
    } catch {
      // The handler answers its own failures. What comes here is a connection that ended, or an answer that broke off.
      outgoing.destroy();
    } finally {
      body.release();
      await taken(outgoing, "finish", limits.idleMs);
      end();
    }
  };
  const server = await serverOf(tls, limits, (incoming, outgoing) => void serve(incoming, outgoing, false));
  server.on("connection", (socket) => connections.add(socket));
  server.on("checkContinue", (incoming, outgoing) => void serve(incoming, outgoing, true));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ host: options.hostname, port: options.port, backlog: BACKLOG }, resolve);
  await promise;
  server.removeListener("error", reject);
  // TCP listeners have such an address; only pipes have a name instead.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    shutdown: () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      return closed;
    },
    abort: () => server.closeAllConnections(),
  };
}

async function serverOf(
  tls: ListenerOptions["tls"],
  limits: ConnectionLimits,
  onRequest: RequestListener,
): Promise<Server> {
  const options = {
    headersTimeout: limits.headMs,
    // A request as a whole: what takes its body keeps a shorter time by itself.
    requestTimeout: limits.headMs + limits.bodyMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(CHECK_MS, limits.headMs),
    // Of a body that nobody has asked for yet.
    highWaterMark: 4 * 1024,
    noDelay: true,
  };
  const server = tls === undefined
    ? createServer(options, onRequest)
    : (await import("node:https")).createServer({
      ...options,
      ...tls,
      // Before it no request is under way whose head could be late.
      handshakeTimeout: limits.headMs,
    }, onRequest);
  // All fields of a head, which has 16 KiB at most. By itself it would leave out those behind the thousandth: a caller
  // who sends so many would hide what a proxy adds behind them, such as whom it speaks for.
  server.maxHeadersCount = 0;
  return server;
}
