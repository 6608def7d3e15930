/** A web server with TLS under a public name, on loopback: the internet of the document fetcher's tests. */
import type { DocumentNetwork } from "../../../src/oauth/clients/fetch/guarded_fetch.ts";
import type { FetchJob } from "../../../src/oauth/clients/fetch/messages.ts";
import { obtainProgram } from "../../fixtures/programs.ts";

/** Certificates of one run: made by openssl, valid for two days, signed by a root of their own. */
export interface TestCertificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

let made: Promise<TestCertificates> | undefined;

/** Names of the test's host: one of its own, those whose documents the fixtures hold, and this machine's. */
const NAMES = [
  "localhost",
  "client.example",
  "*.client.example",
  "claude.ai",
  "chatgpt.com",
  "vscode.dev",
  "opencode.ai",
];

/** A certificate for {@linkcode NAMES}, signed by a root that nobody else trusts. */
export function testCertificates(): Promise<TestCertificates> {
  return made ??= makeCertificates();
}

async function makeCertificates(): Promise<TestCertificates> {
  await obtainProgram("openssl");
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-tls-" });
  const openssl = async (...args: string[]) => {
    const { success, stderr } = await new Deno.Command("openssl", { args, cwd: folder, stdin: "null" })
      .output();
    if (!success) throw new Error(`openssl: ${new TextDecoder().decode(stderr)}`);
  };
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  try {
    await openssl(
      "req",
      "-x509",
      ...newKey,
      "-keyout",
      "ca.key",
      "-out",
      "ca.pem",
      "-days",
      "2",
      "-subj",
      "/CN=Test root",
    );
    await openssl("req", ...newKey, "-keyout", "host.key", "-out", "host.csr", "-subj", "/CN=client.example");
    await Deno.writeTextFile(
      `${folder}/host.ext`,
      `subjectAltName=${NAMES.map((name) => `DNS:${name}`).join(",")}\nbasicConstraints=CA:FALSE\n`,
    );
    // deno-fmt-ignore
    await openssl("x509", "-req", "-in", "host.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-out", "host.pem",
      "-days", "2", "-extfile", "host.ext");
    const read = (name: string) => Deno.readTextFile(`${folder}/${name}`);
    return { ca: await read("ca.pem"), cert: await read("host.pem"), key: await read("host.key") };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** How a path is answered: a response, or raw bytes by whoever holds the connection. */
export type Answer = (request: Request) => Response | Promise<Response>;

/** The server `https://client.example:PORT`. */
export interface DocumentHost extends AsyncDisposable {
  readonly port: number;
  /** `https://client.example:PORT` */
  readonly origin: string;
  /** Paths asked for, in order. */
  readonly asked: string[];
  /** Their headers. */
  readonly requests: Headers[];
  answer: Answer;
  /** A network in which every name is this host; both walls let its address through. */
  readonly network: DocumentNetwork;
}

/** Starts the server. */
export async function startDocumentHost(answer: Answer, hostname = "127.0.0.1"): Promise<DocumentHost> {
  const { ca, cert, key } = await testCertificates();
  await (checked ??= checkWorker());
  const host = { answer, asked: new Array<string>(), requests: new Array<Headers>() };
  const server = Deno.serve({ hostname, port: 0, cert, key, onListen() {} }, (request) => {
    host.asked.push(new URL(request.url).pathname);
    host.requests.push(new Headers(request.headers));
    return host.answer(request);
  });
  return Object.assign(host, {
    port: server.addr.port,
    origin: `https://client.example:${server.addr.port}`,
    network: loopbackNetwork([ca], server.addr.port),
    [Symbol.asyncDispose]: () => server.shutdown(),
  });
}

let checked: Promise<void> | undefined;

/**
 * Makes the fetcher's Worker once: `deno test` checks its types then, which takes longer on a busy machine than a fetch
 * may. Its job is a name that no certificate has, at a port where nobody listens.
 */
async function checkWorker(): Promise<void> {
  const worker = new Worker(new URL("../../../src/oauth/clients/fetch/worker.ts", import.meta.url), {
    type: "module",
    deno: { permissions: "none" },
  });
  const job: FetchJob = {
    address: "127.0.0.1",
    port: 9,
    serverName: "nobody.example",
    caCerts: [],
    request: { host: "nobody.example", target: "/", accept: "*/*", maxBody: 0 },
  };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.onmessage = () => resolve();
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(event.message));
  };
  worker.postMessage(job);
  await promise.finally(() => worker.terminate());
}

/** Both walls open for `127.0.0.1` at that port, and for nothing else; every name resolves to it. */
export function loopbackNetwork(caCerts: readonly string[], port: number): DocumentNetwork {
  return {
    resolve: () => Promise.resolve(["127.0.0.1"]),
    isAllowed: (address) => address === "127.0.0.1",
    grant: () => [`127.0.0.1:${port}`],
    caCerts,
    env: {},
  };
}

/** Every name resolves, to an address that is for documents only (RFC 5737), and nobody is asked for anything. */
export const NAMES_RESOLVE: DocumentNetwork = { resolve: () => Promise.resolve(["203.0.113.1"]), env: {} };
