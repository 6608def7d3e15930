/**
 * The notice of `serve` once it listens: where its state is, which schemas it serves, as whom it asks AWS, and what to
 * do next.
 * @module
 */
import { createSchemas } from "../catalog/schemas.ts";
import { isEmulator } from "../dynamodb/client/credentials.ts";
import { credentialsReason, explained } from "../dynamodb/client/credentials_reason.ts";
import type { Store } from "../store/store.ts";

/** Schemas named at most. */
const NAMED = 10;

/** The lines, each with its line end. */
export async function serveNotice(
  { store, address, tenant, publicUrl }: {
    readonly store: Store;
    /** The store's address, as the settings have it. */
    readonly address: string;
    readonly tenant: string;
    readonly publicUrl: string;
  },
): Promise<string> {
  const all = await createSchemas({ store }).list(tenant);
  const lines = [`Store: ${address}`];
  if (all.length === 0) {
    lines.push(
      "No schema yet: make tables available with: dynamosql schema add NAME --region REGION",
      "(for DynamoDB Local: dynamosql schema add local --region eu-central-1 --endpoint http://localhost:8000)",
    );
    return `${lines.join("\n")}\n`;
  }
  const named = all.slice(0, NAMED).map(({ schemaName, region, isDefault, status }) =>
    `${schemaName} (${region}${isDefault ? ", default" : ""}${status === "disabled" ? ", disabled" : ""})`
  );
  lines.push(`Schemas: ${named.join(", ")}${all.length > NAMED ? `, and ${all.length - NAMED} more` : ""}`);
  if (all.some(({ endpoint }) => !isEmulator(endpoint))) lines.push(`AWS: ${await identity()}`);
  lines.push(`Next: connect a client, such as: claude mcp add --transport http dynamosql ${publicUrl}/mcp`);
  return `${lines.join("\n")}\n`;
}

/** Milliseconds that finding the credentials may take. */
const IDENTITY_MS = 2_000;

/** Whose credentials the server has, by what needs no request to AWS; the secret parts are not shown. */
async function identity(): Promise<string> {
  const { fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
  const profile = Deno.env.get("AWS_PROFILE");
  const of = profile ? `, profile ${profile}` : "";
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("the providers did not answer in time")), IDENTITY_MS);
  try {
    const { accessKeyId, accountId } = await Promise.race([
      fromNodeProviderChain({ timeout: IDENTITY_MS, maxRetries: 0 })(),
      late.promise,
    ]);
    const account = accountId === undefined ? "" : `, account ${accountId}`;
    return `access key ${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}${account}${of}`;
  } catch (error) {
    const reason = credentialsReason(await explained(error));
    return `no credentials${of}${
      reason === undefined ? "" : ` (${reason})`
    }; see: dynamosql schema validate NAME`;
  } finally {
    clearTimeout(timer);
  }
}
