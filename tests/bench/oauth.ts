/**
 * `deno task bench:oauth`: the authorization server against `oidc-provider` (in-memory adapter, ES256 JWT) in one run:
 * ratios, so that they mean the same on a slow machine. Ours runs twice: with its state in memory, like the yardstick, and
 * as shipped: `serve` with a `kv:` file. Under a minute.
 * @module
 */
import { fileURLToPath } from "node:url";
import { runCli } from "../fixtures/cli.ts";
import { scriptedBrowser } from "../fixtures/scripted_browser.ts";
import { authorize, discover, redeem, registerPublic } from "../e2e/clients/oauth_client.ts";
import { type Answer, type Connection, connectTo } from "./keep_alive.ts";
import { cpuMs, type Measured, median, rate, report } from "./measure.ts";

const CONNECTIONS = 8;
/** Families of refresh tokens, shared out among the connections: real load is many people, not one in a hurry. */
const CHAINS = 64;
/** Many short ones rather than few long: what else the machine does then hits both sides alike. */
const ROUNDS = 15;
const ROUND_MS = 250;
/** Before the first round, so that both sides run compiled code. */
const WARM_MS = 1_500;

const rows: Measured[] = [];
const add = (name: string, value: number, unit: string, aim: string, met: boolean) =>
  rows.push({ name, value: `${value.toFixed(value < 10 ? 2 : 0)}${unit && ` ${unit}`}`, aim, met });

/** One connection's work: calls itself measured once a call. */
type Work = (connection: Connection) => Promise<void>;

/** Asks for a token; anything but 200 ends the bench. */
async function token(connection: Connection, form: string, headers: Record<string, string> = {}) {
  const answer = await connection.send("POST", "/token", headers, form);
  if (answer.status !== 200) throw new Error(`/token answered ${answer.status} ${answer.body}`);
  return answer;
}

function clientCredentials(id: string, secret: string): () => Work {
  const headers = { authorization: `Basic ${btoa(`${id}:${secret}`)}` };
  const form = "grant_type=client_credentials&scope=query+schemas%3Aread";
  return () => async (connection) => void await token(connection, form, headers);
}

/** Each connection refreshes its share of the families in turn. */
function refreshing(clientId: string, tokens: readonly string[]): () => Work {
  const shares = Array.from(
    { length: CONNECTIONS },
    (_, n) => tokens.filter((_token, at) => at % CONNECTIONS === n),
  );
  let next = 0;
  return () => {
    const mine = shares[next++ % CONNECTIONS] ?? [];
    let at = 0;
    return async (connection) => {
      at = (at + 1) % mine.length;
      const form = `grant_type=refresh_token&client_id=${clientId}&refresh_token=${mine[at]}`;
      const { body } = await token(connection, form);
      mine[at] = /"refresh_token":"([^"]+)"/.exec(body)?.[1] ?? "";
    };
  };
}

/** One round. */
interface Round {
  /** Calls a second, over all connections. */
  readonly rate: number;
  /** Processor time that the server spent on one call, in milliseconds: what the machine's other work hardly touches. */
  readonly cpuMs: number;
}

async function run(
  { port, pid }: Pick<Side, "port" | "pid">,
  make: () => Work,
  milliseconds: number,
): Promise<Round> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => connectTo(port)));
  try {
    const works = connections.map((connection) => ({ connection, work: make() }));
    const [cpu, from] = [cpuMs(pid), performance.now()];
    const rates = await Promise.all(
      works.map(({ connection, work }) => rate(() => work(connection), 1, milliseconds)),
    );
    const perSecond = rates.reduce((sum, one) => sum + one, 0);
    const calls = perSecond * (performance.now() - from) / 1000;
    return { rate: perSecond, cpuMs: (cpuMs(pid) - cpu) / calls };
  } finally {
    for (const connection of connections) connection.close();
  }
}

interface Side {
  readonly port: number;
  readonly pid: number;
  readonly work: () => Work;
}

/** Alternating rounds, so that a busy moment of the machine hits both. */
async function compare(name: string, ours: Side, theirs: Side): Promise<void> {
  for (const side of [ours, theirs]) await run(side, side.work, WARM_MS);
  const rounds: { ours: Round; theirs: Round }[] = [];
  for (let n = 0; n < ROUNDS; n++) {
    rounds.push({
      ours: await run(ours, ours.work, ROUND_MS),
      theirs: await run(theirs, theirs.work, ROUND_MS),
    });
  }
  const ratio = median(rounds.map((round) => round.ours.rate / round.theirs.rate));
  for (const side of ["ours", "theirs"] as const) {
    const who = side === "ours" ? "ours" : "oidc-provider";
    add(`${name}, ${who}`, median(rounds.map((round) => round[side].rate)), "/s", "(no aim)", true);
    add(
      `${name}, ${who}, processor`,
      median(rounds.map((round) => round[side].cpuMs)),
      "ms",
      "(no aim)",
      true,
    );
  }
  add(`${name}, ours ÷ oidc-provider`, ratio, "", "≥ 1.0", ratio >= 1);
}

/**
 * A script as a process of its own, and the first match in what it prints: it listens. Its log goes nowhere, on every side:
 * to read it would cost the client, which shares the processors.
 */
async function start(script: string, args: readonly string[], listens: RegExp) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", fileURLToPath(new URL(script, import.meta.url)), ...args],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let text = "";
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let line: string | undefined;
  while ((line = listens.exec(text)?.[1]) === undefined) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`${script} did not start: ${text}`);
    text += value;
  }
  // Whatever else it prints must not fill the pipe.
  const drained = (async () => {
    while (!(await reader.read()).done);
  })();
  return {
    line,
    pid: child.pid,
    async stop() {
      child.kill();
      await child.status;
      await drained;
    },
  };
}

/** A script of this folder that prints a line of JSON when it listens. */
async function startScript<T>(
  script: string,
  args: readonly string[],
): Promise<T & { pid: number; stop(): Promise<void> }> {
  const { line, ...process } = await start(script, args, /^(\{.*\})$/m);
  return { ...JSON.parse(line), ...process };
}

/** A product to measure, with a session of its user and an OAuth client. */
interface Product {
  readonly port: number;
  readonly pid: number;
  readonly resource: string;
  readonly clientId: string;
  readonly cookie: string;
  /** First refresh tokens of {@linkcode CHAINS} grants. */
  readonly tokens: readonly string[];
}

async function signedIn(port: number, pid: number): Promise<Product> {
  const resource = `http://localhost:${port}/mcp`;
  const as = await discover(resource);
  const client = await registerPublic(as, "Bench");
  const browser = scriptedBrowser(person);
  const tokens: string[] = [];
  while (tokens.length < CHAINS) {
    const redeemable = await authorize(as, client, browser, { resource });
    const { refresh_token = "" } = await redeem(as, client, redeemable, resource);
    tokens.push(refresh_token);
  }
  const cookie = browser.cookies.header(new URL(resource)) ?? "";
  return { port, pid, resource, clientId: client.client.client_id, cookie, tokens };
}

async function cli(args: readonly string[], store: string, stdin?: string): Promise<string> {
  const result = await runCli([...args, "--store", store], stdin === undefined ? {} : { stdin });
  if (result.code !== 0) throw new Error(`dynamosql ${args.join(" ")}: ${result.stderr}`);
  return result.stdout;
}

/** `/authorize` with a session → consent page → approval → code → token, as a browser and a client do it. */
function chain(clientId: string, cookie: string, resource: string): () => Work {
  const redirect = "http://127.0.0.1:33418/callback";
  const verifier = "a".repeat(43);
  return () => async (connection) => {
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirect,
      response_type: "code",
      code_challenge: CHALLENGE,
      code_challenge_method: "S256",
      state: "s",
      resource,
    });
    let answer: Answer = await connection.send("GET", `/authorize?${query}`, { cookie });
    const hops: string[] = [];
    while (answer.status === 303 || answer.status === 302) {
      const location = answer.headers.get("location") ?? "";
      hops.push(location);
      if (hops.length > 3) throw new Error(`redirects: ${hops.join(" ")}`);
      const url = new URL(location, "http://localhost");
      answer = await connection.send("GET", url.pathname + url.search, { cookie });
    }
    const hidden = [...answer.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    if (hidden.length === 0) throw new Error(`no consent page: ${answer.status} ${answer.body}`);
    const form = new URLSearchParams(hidden.map(([, name = "", value = ""]) => [name, value]));
    for (const scope of ["query", "schemas:read"]) form.append("scope", scope);
    form.set("decision", "approve");
    const origin = new URL(resource).origin;
    const approved = await connection.send("POST", "/consent", { cookie, origin }, form.toString());
    const code = /[?&]code=([^&]+)/.exec(approved.headers.get("location") ?? "")?.[1];
    if (code === undefined) throw new Error(`no code: ${approved.status} ${approved.body}`);
    await token(
      connection,
      `grant_type=authorization_code&client_id=${clientId}&code=${code}&code_verifier=${verifier}&redirect_uri=${
        encodeURIComponent(redirect)
      }`,
    );
  };
}

/** S256 of 43 times `a` (RFC 7636 §4.2). */
const CHALLENGE = await (async () => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("a".repeat(43)));
  return new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true });
})();

const folder = await Deno.makeTempDir({ prefix: "dynamosql-bench-" });
const store = `kv:${folder}/store.kv`;
const person = { email: "ada@example.com", password: "correct horse battery staple" };
await cli(["user", "add", person.email, "--password-stdin"], store, person.password);
const made = JSON.parse(await cli(["client", "create", "--label", "bench", "--json"], store));
const served = await start(
  "../../src/main.ts",
  ["serve", "--port", "0", "--store", store, "--calls-per-minute", "1000000"],
  /listening at http:\/\/localhost:(\d+)\/mcp/,
);
const yardstick = await startScript<{ port: number; tokens: string[] }>("oidc_yardstick.ts", [
  String(CHAINS),
]);
const inMemory = await startScript<{ port: number; clientId: string; clientSecret: string }>(
  "oauth_in_memory.ts",
  [person.email, person.password],
);
try {
  const theirs = { port: yardstick.port, pid: yardstick.pid };
  const theirChains = refreshing("app", yardstick.tokens);
  const products = [
    { where: "in memory", secret: inMemory, ...await signedIn(inMemory.port, inMemory.pid) },
    {
      where: "kv: file",
      secret: { clientId: made.client_id, clientSecret: made.client_secret },
      ...await signedIn(Number(served.line), served.pid),
    },
  ];
  for (const { where, secret, port, pid, clientId, tokens } of products) {
    await compare(
      `client_credentials, ${where}`,
      { port, pid, work: clientCredentials(secret.clientId, secret.clientSecret) },
      { ...theirs, work: clientCredentials("machine", "machine-secret-of-sufficient-length") },
    );
    await compare(
      `refresh_token, ${where}`,
      { port, pid, work: refreshing(clientId, tokens) },
      // On a file a rotation is durable before it is answered, theirs is in a map that survives nothing; it is judged alike.
      { ...theirs, work: theirChains },
    );
  }
  for (const { where, port, pid, clientId, cookie, resource } of products) {
    const chains: number[] = [];
    for (let n = 0; n < ROUNDS; n++) {
      chains.push((await run({ port, pid }, chain(clientId, cookie, resource), ROUND_MS)).rate);
    }
    add(`/authorize → consent → code → token, ${where}`, median(chains), "chains/s", "(no aim)", true);
  }
} finally {
  await yardstick.stop();
  await inMemory.stop();
  await served.stop();
  await Deno.remove(folder, { recursive: true });
}
console.log(report(rows));
Deno.exit(0);
