import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, SignJWT } from "@panva/jose";
import { openStore } from "../../../src/store/mod.ts";
import { CALLBACK, post, startServer, type TestServer, VERIFIER } from "../fixture.ts";
import { type Answer, mcpStatus, read, tokens } from "../people.ts";
import { startReplica } from "../replica.ts";

/**
 * A server is killed (SIGKILL) at every write of a request, just before it and just after: what is on the file then is
 * what a new server finds. Never two winners; never a person signed out by an answer that was lost.
 */

/** How the client authenticates: by keys, there is one more write (the assertion is good once). */
const KINDS = ["public", "private_key_jwt"] as const;
type Kind = typeof KINDS[number];

interface Client {
  readonly id: string;
  /** What says who sends a form; another assertion each time. */
  credentials(): Promise<Record<string, string>>;
}

async function register(server: TestServer, kind: Kind): Promise<Client> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const keys = kind === "public"
    ? {}
    : { jwks: { keys: [{ ...await exportJWK(publicKey), kid: "k", alg: "ES256" }] } };
  const response = await fetch(`${server.origin}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      redirect_uris: [CALLBACK],
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: kind === "public" ? "none" : kind,
      client_name: kind,
      ...keys,
    }),
  });
  const { client_id: id } = await response.json();
  return {
    id,
    async credentials() {
      if (kind === "public") return { client_id: id };
      const assertion = await new SignJWT({ jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: "ES256", kid: "k" }).setIssuer(id).setSubject(id)
        .setAudience(server.endpoints.issuer).setIssuedAt().setExpirationTime("1m").sign(privateKey);
      return {
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: assertion,
      };
    },
  };
}

/** What a crash finds and leaves. */
interface Scene {
  readonly client: Client;
  readonly server: TestServer;
  readonly userId: string;
}

interface Scenario<Before> {
  /** Everything up to the request. */
  before(scene: Scene): Promise<Before>;
  /** The request during which the server dies. */
  readonly path: string;
  form(before: Before): Record<string, string>;
  /** After the restart. `send` is the same client at the new server. */
  after(
    scene: Scene,
    before: Before,
    lost: Answer | null,
    send: (form: Record<string, string>, path?: string) => Promise<Answer>,
  ): Promise<void>;
}

const scenario = <Before>(one: Scenario<Before>) => one as Scenario<unknown>;

const redeem = (code: string) => ({ grant_type: "authorization_code", code, code_verifier: VERIFIER });
const refresh = (refresh_token: string) => ({ grant_type: "refresh_token", refresh_token });

const SCENARIOS: Readonly<Record<string, Scenario<unknown>>> = {
  "the redemption of a code": scenario<string>({
    before: ({ server, client, userId }) => server.issueCode(client.id, userId),
    path: "/token",
    form: redeem,
    async after({ server }, code, lost, send) {
      const again = await send(redeem(code));
      const winners = [lost, again].filter((answer) => answer?.status === 200);
      assert.ok(winners.length <= 1, "never two winners");
      const alive = await server.grants.list("default");
      if (again.status === 200) {
        // The death came before the commit: nothing had happened.
        assert.equal(alive.length, 1);
        assert.equal((await send(refresh(tokens(again).refresh))).status, 200);
      } else {
        // It came after: the code is used, and its second use ends what nobody may have heard of.
        assert.deepEqual([again.status, again.body["error"]], [400, "invalid_grant"]);
        assert.equal(alive.length, 0);
      }
      assert.equal((await send(redeem(code))).status, 400, "and no third time");
    },
  }),
  "a refresh": scenario<string>({
    before: (scene) => signedIn(scene),
    path: "/token",
    form: refresh,
    async after({ server }, old, lost, send) {
      const again = tokens(await send(refresh(old)));
      if (lost?.status === 200) assert.equal(tokens(lost).refresh, again.refresh, "no twins");
      assert.equal(await mcpStatus(server, again.access), 200);
      const next = tokens(await send(refresh(again.refresh)));
      assert.equal((await server.grants.list("default")).length, 1);
      assert.equal((await send(refresh(old))).status, 400, "its successor was used");
      assert.equal((await send(refresh(next.refresh))).status, 400, "so the family ended");
    },
  }),
  "a refresh with the successor of a lost answer": scenario<{ old: string; fresh: string }>({
    async before(scene) {
      const old = await signedIn(scene);
      const send = sender(scene);
      return { old, fresh: tokens(await send(refresh(old))).refresh };
    },
    path: "/token",
    form: ({ fresh }) => refresh(fresh),
    async after(_scene, { fresh }, lost, send) {
      const again = tokens(await send(refresh(fresh)));
      if (lost?.status === 200) assert.equal(tokens(lost).refresh, again.refresh);
      assert.equal((await send(refresh(again.refresh))).status, 200);
    },
  }),
  "the replay of a token whose answer was lost": scenario<{ old: string; fresh: string }>({
    async before(scene) {
      const old = await signedIn(scene);
      return { old, fresh: tokens(await sender(scene)(refresh(old))).refresh };
    },
    path: "/token",
    form: ({ old }) => refresh(old),
    async after({ server }, { old, fresh }, lost, send) {
      const again = [lost, await send(refresh(old)), await send(refresh(old))]
        .filter((answer) => answer?.status === 200);
      for (const answer of again) assert.equal(answer && tokens(answer).refresh, fresh, "no twins");
      // Twice in all. One that was counted and then lost counts.
      assert.ok(again.length === 2 || lost === null && again.length === 1, `${again.length} replays`);
      assert.equal((await send(refresh(old))).status, 400, "one too many");
      assert.deepEqual(await server.grants.list("default"), []);
    },
  }),
  "the replay of a spent refresh token": scenario<{ spent: string; newest: string }>({
    async before(scene) {
      const spent = await signedIn(scene);
      const send = sender(scene);
      const second = tokens(await send(refresh(spent))).refresh;
      return { spent, newest: tokens(await send(refresh(second))).refresh };
    },
    path: "/token",
    form: ({ spent }) => refresh(spent),
    async after({ server }, { spent, newest }, lost, send) {
      assert.notEqual(lost?.status, 200);
      assert.equal((await send(refresh(spent))).status, 400);
      assert.equal((await send(refresh(newest))).status, 400);
      assert.deepEqual(await server.grants.list("default"), []);
    },
  }),
  "a revocation": scenario<string>({
    before: (scene) => signedIn(scene),
    path: "/revoke",
    form: (token) => ({ token }),
    async after({ server }, token, _lost, send) {
      const whole = await everything(server);
      assert.ok(
        whole === 0 || whole === 4,
        `a grant is there with all that finds it, or not at all: ${whole}`,
      );
      assert.equal((await send({ token }, "/revoke")).status, 200);
      assert.equal((await send(refresh(token))).status, 400);
      assert.equal(await everything(server), 0);
    },
  }),
};

/** The grant's record and what finds it. */
async function everything({ store }: TestServer): Promise<number> {
  let count = 0;
  for (const prefix of ["grant", "grant_of_user", "grant_of_client", "grant_of_tenant"]) {
    for await (const _ of store.list([prefix])) count++;
  }
  return count;
}

function sender({ server, client }: Pick<Scene, "server" | "client">, origin = server.origin) {
  return async (form: Record<string, string>, path = "/token") =>
    await read(post({ origin }, path, { ...form, ...await client.credentials() }));
}

async function signedIn(scene: Scene): Promise<string> {
  const code = await scene.server.issueCode(scene.client.id, scene.userId);
  return tokens(await sender(scene)(redeem(code))).refresh;
}

/** Plays a scenario with a server that dies so; returns how many writes it made, and whether it died. */
async function play(
  one: Scenario<unknown>,
  kind: Kind,
  dies: string,
): Promise<{ writes: number; died: boolean }> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-crash-" });
  const spec = `kv:${folder}/store.kv`;
  const store = await openStore(spec);
  try {
    await using server = await startServer({ store });
    await server.keys.jwks();
    await server.installationKeys.activeId();
    const client = await register(server, kind);
    const { userId } = await server.addUser();
    const scene = { server, client, userId };
    const before = await one.before(scene);
    await server.oauthClients.settle();

    let lost: Answer | null = null;
    let writes = 0;
    let died = false;
    {
      await using replica = await startReplica(spec, server.endpoints.issuer, dies);
      try {
        lost = await sender(scene, replica.origin)(one.form(before), one.path);
      } catch {
        // The connection broke: the process is gone.
        died = (await replica.ended).signal === "SIGKILL";
        assert.ok(died);
      }
      writes = replica.writes();
    }
    // A server that starts on what is left; the first one has nothing in memory of what happened.
    await using fresh = await startServer({ store, publicUrl: server.endpoints.issuer });
    await one.after({ ...scene, server: fresh }, before, lost, sender({ server: fresh, client }));
    return { writes, died };
  } finally {
    await store.close();
    await Deno.remove(folder, { recursive: true });
  }
}

for (const [name, one] of Object.entries(SCENARIOS)) {
  for (const kind of KINDS) {
    Deno.test(`a server killed at every write of ${name} by a ${kind} client leaves all or nothing`, async (t) => {
      const { writes } = await play(one, kind, "");
      assert.ok(writes >= (kind === "public" ? 1 : 2), `${writes} writes`);
      let deaths = 0;
      for (let at = 1; at <= writes; at++) {
        for (const when of ["before", "after"]) {
          await t.step(`${when} write ${at} of ${writes}`, async () => {
            if ((await play(one, kind, `${when}:${at}`)).died) deaths++;
          });
        }
      }
      // The note of a client's use comes beside the answer: there the client may have been quicker.
      assert.ok(deaths >= (kind === "public" ? 2 : 4), `${deaths} deaths`);
    });
  }
}
