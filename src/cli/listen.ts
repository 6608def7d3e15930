/**
 * Binding: which addresses, plain or TLS, and what is refused.
 * @module
 */
import type { Settings } from "../config.ts";
import { DynamoSqlError } from "../errors.ts";

/** Settings that decide how the server listens. */
export type ListenSettings = Pick<
  Settings,
  "host" | "port" | "public_url" | "tls_cert" | "tls_key" | "trust_proxy"
>;

/** Answers one request. */
export type Handler = (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;

/** Bound listeners. */
export interface Listening {
  readonly port: number;
  /** The origin clients use: the setting, or `http(s)://localhost:<bound port>`. */
  readonly publicUrl: string;
  /**
   * Stops accepting. Resolves when the requests under way are over, whose connections the end of the process cuts
   * otherwise: Deno has no other way to (aborting after a shutdown throws).
   */
  shutdown(): Promise<void>;
}

/**
 * Binds what the settings say. Without a public URL, or with one on `localhost`, a loopback host means both loopback
 * families: `localhost` resolves to either.
 * Fails with `config_invalid` on plain HTTP that others could reach, and on an address that others can reach without a
 * public URL (docs/reference/configuration.md#listening), with `conflict` on an address in use.
 */
export function listen(settings: ListenSettings, handler: Handler): Listening {
  refusePlain(settings);
  refuseNameless(settings);
  const tls = tlsFiles(settings);
  const abort = new AbortController();
  const serve = (hostname: string, port: number) =>
    Deno.serve({
      hostname,
      port,
      ...tls,
      signal: abort.signal,
      onListen: () => {},
      // What reaches this was thrown outside of the application's own error handling.
      onError: () => new Response("Internal error.\n", { status: 500 }),
    }, handler);

  const hosts = addresses(settings);
  const first = bind(hosts[0] ?? settings.host, settings.port, serve);
  const servers = [first];
  const { port } = first.addr;
  for (const host of hosts.slice(1)) {
    try {
      servers.push(bind(host, port, serve));
    } catch (error) {
      // A machine may have no IPv6 at all; an address in use is another matter: clients would reach a stranger.
      if (error instanceof DynamoSqlError) {
        abort.abort();
        throw error;
      }
    }
  }
  return {
    port,
    publicUrl: settings.public_url ?? `${tls ? "https" : "http"}://localhost:${port}`,
    shutdown: async () => {
      await Promise.all(servers.map((server) => server.shutdown()));
    },
  };
}

type TcpServer = Deno.HttpServer<Deno.NetAddr>;

function bind(host: string, port: number, serve: (host: string, port: number) => TcpServer): TcpServer {
  try {
    return serve(host, port);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new DynamoSqlError(
        "conflict",
        `Port ${port} on ${host} is in use. Stop the other program, or choose another port with --port.`,
      );
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new DynamoSqlError(
        "config_invalid",
        `Not permitted to listen on port ${port}; choose one above 1023.`,
      );
    }
    throw error;
  }
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return name === "localhost" || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

function addresses({ host, public_url }: ListenSettings): string[] {
  const local = public_url === undefined || URL.parse(public_url)?.hostname === "localhost";
  if (isLoopback(host) && local) {
    return [...new Set([host === "localhost" ? "127.0.0.1" : host, "127.0.0.1", "::1"])];
  }
  return [host];
}

function refusePlain({ host, tls_cert, trust_proxy }: ListenSettings): void {
  if (isLoopback(host) || tls_cert !== undefined || trust_proxy.length > 0) return;
  throw new DynamoSqlError(
    "config_invalid",
    `Plain HTTP on ${host} would send tokens and data in the clear. Give --tls-cert and --tls-key, or put a ` +
      "TLS-terminating proxy in front and name it with --trust-proxy, or listen on 127.0.0.1. (What a container " +
      "publishes is such an address; README.md, Container, has the lines.)",
  );
}

/** Whom others reach they call by a name, and a request with a name that is not the public URL's is refused. */
function refuseNameless({ host, public_url }: ListenSettings): void {
  if (isLoopback(host) || public_url !== undefined) return;
  throw new DynamoSqlError(
    "config_invalid",
    `Clients that reach ${host} call this server by a name that only you know, and it answers no other. Set ` +
      "--public-url to the origin that they use, such as https://sql.example.com.",
  );
}

function tlsFiles({ tls_cert, tls_key }: ListenSettings): { cert: string; key: string } | undefined {
  if (tls_cert === undefined && tls_key === undefined) return undefined;
  if (tls_cert === undefined || tls_key === undefined) {
    throw new DynamoSqlError(
      "config_invalid",
      "--tls-cert and --tls-key go together; one of them is missing.",
    );
  }
  const read = (path: string, flag: string) => {
    try {
      return Deno.readTextFileSync(path);
    } catch (cause) {
      throw new DynamoSqlError("config_invalid", `${flag}: cannot read the file ${path}.`, { cause });
    }
  };
  return { cert: read(tls_cert, "--tls-cert"), key: read(tls_key, "--tls-key") };
}
