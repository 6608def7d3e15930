/**
 * Binding: which addresses, plain or TLS, and what is refused.
 * @module
 */
import type { Settings } from "../config.ts";
import { DynamoSqlError } from "../errors.ts";
import { defined } from "../lib/defined.ts";
import { type Listener, listenHttp, type WebHandler } from "../http/listener.ts";

/** Settings that decide how the server listens. */
export type ListenSettings = Pick<
  Settings,
  "host" | "port" | "public_url" | "tls_cert" | "tls_key" | "trust_proxy"
>;

/** Bound listeners. */
export interface Listening {
  readonly port: number;
  /** The origin clients use: the setting, or `http(s)://localhost:<bound port>`. */
  readonly publicUrl: string;
  /** Stops accepting. Resolves when the requests under way are over, whose connections the end of the process cuts. */
  shutdown(): Promise<void>;
}

/**
 * Binds what the settings say. Without a public URL, or with one on `localhost`, a loopback host means both loopback
 * families: `localhost` resolves to either.
 * Fails with `config_invalid` on plain HTTP that others could reach, or a public URL that says so, and on an address that others can reach without a
 * public URL (docs/reference/configuration.md#listening), with `conflict` on an address in use.
 */
export async function listen(settings: ListenSettings, handler: WebHandler): Promise<Listening> {
  refusePlain(settings);
  refuseNameless(settings);
  refusePlainName(settings);
  const tls = tlsFiles(settings);
  const serve = (hostname: string, port: number) =>
    bind(hostname, port, () => listenHttp({ hostname, port, ...defined({ tls }) }, handler));

  const hosts = addresses(settings);
  const first = await serve(hosts[0] ?? settings.host, settings.port);
  const servers = [first];
  const { port } = first;
  for (const host of hosts.slice(1)) {
    try {
      servers.push(await serve(host, port));
    } catch (error) {
      // A machine may have no IPv6 at all; an address in use is another matter: clients would reach a stranger.
      if (error instanceof DynamoSqlError) {
        for (const server of servers) server.abort();
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

async function bind(host: string, port: number, serve: () => Promise<Listener>): Promise<Listener> {
  try {
    return await serve();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") {
      throw new DynamoSqlError(
        "conflict",
        `Port ${port} on ${host} is in use. Stop the other program, or choose another port with --port.`,
      );
    }
    if (code === "EACCES" || code === "EPERM") {
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

/** A name by which others come in the clear, though nothing that is known of stands between: no client should, and most refuse. */
function refusePlainName({ public_url, trust_proxy }: ListenSettings): void {
  const url = public_url === undefined ? null : URL.parse(public_url);
  if (url === null || url.protocol !== "http:" || isLoopback(url.hostname) || trust_proxy.length > 0) return;
  throw new DynamoSqlError(
    "config_invalid",
    `--public-url ${url.origin} would have clients send tokens and data in the clear. Give it as https, with ` +
      "--tls-cert and --tls-key or a TLS-terminating proxy in front.",
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
