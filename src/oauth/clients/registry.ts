/**
 * All OAuth clients, however they are known.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { boundedMap } from "../../lib/lru_map.ts";
import type { Revision } from "../../store/revision.ts";
import type { Store } from "../../store/store.ts";
import type { OAuthClient, OAuthClients } from "./client.ts";
import { kindOfClientId } from "./client_id.ts";
import { type ConfiguredApp, configuredClients } from "./configured.ts";
import type { DocumentClients } from "./document_clients.ts";
import { isHostListed } from "./document_url.ts";
import { createDocumentEgress } from "./egress.ts";
import type { DocumentNetwork } from "./fetch/guarded_fetch.ts";
import type { GovernorLimits } from "./governor.ts";
import type { KeySets } from "./key_sets.ts";
import { createOperatorClients, type OperatorClients } from "./operator_clients.ts";
import { createSelfRegistered, type SelfRegistered } from "./self_registered.ts";
import type { Runtime } from "../../telemetry/runtime.ts";

/** The settings that clients depend on. */
export interface ClientSettings {
  readonly apps: readonly ConfiguredApp[];
  readonly cimd: boolean;
  readonly cimd_allow: readonly string[];
  readonly cimd_deny: readonly string[];
  readonly dcr: boolean;
  readonly dcr_unused_max: number;
  readonly private_redirects: readonly string[];
}

/** What {@linkcode createOAuthClients} needs. */
export interface OAuthClientsDeps extends Runtime {
  readonly store: Store;
  readonly revision: Revision;
  readonly settings: ClientSettings;
  /** For tests; no setting reaches it. Default the internet. */
  readonly network?: DocumentNetwork;
  readonly governor?: GovernorLimits;
}

/** Every OAuth client, and the parts that others manage. */
export interface ClientRegistry extends OAuthClients {
  readonly operator: OperatorClients;
  readonly self: SelfRegistered;
  /**
   * Whether to advertise metadata documents: switched on, and fetched from here; or needed, because clients cannot
   * register themselves and an operator registered one under such a URL. Rejects only as the store does.
   */
  takesDocuments(): Promise<boolean>;
  /** Waits for what is being noted. Call it before the store is closed. */
  settle(): Promise<void>;
  /** Ends listening for changes. */
  close(): void;
}

/** Clients in memory at most. */
const KEPT = 1_000;
/** Milliseconds a self-registered client is served from memory: it never changes, but may be reaped. */
const SELF_MS = 60_000;
/** Milliseconds between two notes of one client's use. */
const NOTE_MS = 3_600_000;

/** The clients of a store. Fails with `config_invalid` on a wrong client of the settings. */
export function createOAuthClients(deps: OAuthClientsDeps): ClientRegistry {
  const { store, revision, settings, clock, random, log, network = {} } = deps;
  const privateRedirects = settings.private_redirects;
  const operator = createOperatorClients({
    store,
    revision,
    privateRedirects,
    configured: configuredClients(settings.apps),
    clock,
    random,
  });
  const self = createSelfRegistered({ store, clock, unusedMax: settings.dcr_unused_max });
  const kept = boundedMap<string, { readonly client: OAuthClient; readonly until: number }>(KEPT);
  const lists = { allow: settings.cimd_allow, deny: settings.cimd_deny };
  const isListed = (host: string) => isHostListed(host, lists);
  const egress = createDocumentEgress({ clock, log, network, isListed });
  let generation = 0;
  const forget = revision.onChange("apps", () => {
    generation++;
    kept.clear();
  });
  const noted = boundedMap<string, number>(KEPT);
  const pending = new Set<Promise<void>>();

  /** The document clients and the key sets share what they may fetch. They load when the first is met. */
  let remote: Promise<{ readonly documents: DocumentClients; readonly keySets: KeySets }> | undefined;
  async function loadRemote() {
    const [{ createDocumentClients }, { createKeySets }, { createGovernor }] = await Promise.all([
      import("./document_clients.ts"),
      import("./key_sets.ts"),
      import("./governor.ts"),
    ]);
    const shared = { clock, log, network, egress, isListed, governor: createGovernor(clock, deps.governor) };
    return {
      documents: createDocumentClients({ ...shared, store, privateRedirects }),
      keySets: createKeySets(shared),
    };
  }

  /** From memory, or by `read`. That there is none is not kept: it may be registered the next moment. */
  async function cached(
    clientId: string,
    read: () => Promise<OAuthClient | null>,
  ): Promise<OAuthClient | null> {
    const found = kept.get(clientId);
    if (found !== undefined && found.until > clock()) return found.client;
    const before = generation;
    const client = await read();
    // What was read before a change that was heard meanwhile is old.
    if (client !== null && generation === before) kept.set(clientId, { client, until: clock() + SELF_MS });
    return client;
  }

  async function note(clientId: string): Promise<void> {
    try {
      const kind = kindOfClientId(clientId);
      if (kind === "self") await self.used(clientId);
      if (kind === "document" && settings.cimd) {
        await (await (remote ??= loadRemote())).documents.used(clientId);
      }
    } catch (error) {
      // Best effort: the next use tries again.
      noted.delete(clientId);
      log.warn("A client's use could not be noted.", { error });
    }
  }

  return {
    operator,
    self,
    async find(clientId, purpose, address = "") {
      const kind = kindOfClientId(clientId);
      if (kind === "operator") return await cached(clientId, () => operator.find(clientId));
      if (kind === "self" && settings.dcr) return await cached(clientId, () => self.find(clientId));
      if (kind !== "document") return null;
      // What the operator registered under a document's URL needs no document.
      const registered = await cached(clientId, () => operator.find(clientId));
      if (registered !== null || !settings.cimd) return registered;
      return await (await (remote ??= loadRemote())).documents.find(clientId, purpose, address);
    },
    async isThere({ clientId }) {
      const kind = kindOfClientId(clientId);
      if (kind === "document" && settings.cimd) return true;
      return (kind === "self" ? await self.find(clientId) : await operator.find(clientId)) !== null;
    },
    async takesDocuments() {
      if (!settings.cimd || await egress.isOpen()) return settings.cimd;
      return !settings.dcr &&
        (await operator.list()).some((one) => kindOfClientId(one.clientId) === "document");
    },
    used(clientId) {
      if (clock() - (noted.get(clientId) ?? -Infinity) < NOTE_MS) return;
      noted.set(clientId, clock());
      const noting = note(clientId);
      pending.add(noting);
      noting.finally(() => pending.delete(noting));
    },
    async keys(client, { address = "", unknownKey } = {}) {
      // Without documents nothing is fetched for strangers at all.
      if (client.jwksUri !== undefined && client.known !== "operator" && !settings.cimd) {
        throw new DynamoSqlError("invalid_client", "The client's keys are not fetched here.");
      }
      return await (await (remote ??= loadRemote())).keySets.keys(client, address, unknownKey);
    },
    async settle() {
      await Promise.all(pending);
    },
    close: forget,
  };
}
