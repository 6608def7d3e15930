/**
 * Chooses the AWS credentials of a connection: the host's own (default chain), a role assumed with them, or, for an
 * emulator on this machine, made-up ones.
 * @module
 */
import type { Connection } from "../access.ts";
import type { FetchHandler } from "./fetch_handler.ts";
import { defined } from "../../lib/defined.ts";

/** Fixed credentials, for tests and tools. */
export interface FixedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A provider as the SDK calls it; the SDK keeps what it returns until shortly before `expiration`. */
export type CredentialProvider = () => Promise<FixedCredentials & { readonly expiration?: Date }>;

/** STS did not give the role's credentials; `cause` says why. DynamoDB was not asked. */
export class AssumeRoleError extends Error {
  override readonly name = "AssumeRoleError";

  constructor(override readonly cause: unknown) {
    super("The role cannot be assumed.");
  }
}

/** The access key sent to an emulator on this machine when the environment names none. */
const emulatorCredentials: FixedCredentials = { accessKeyId: "local", secretAccessKey: "local" };

/**
 * Credentials of a connection; undefined = the SDK's default chain (environment, profile, SSO, web identity,
 * container, instance).
 */
export async function credentialsOf(
  connection: Connection,
  requestHandler: FetchHandler,
): Promise<CredentialProvider | FixedCredentials | undefined> {
  if (connection.roleArn !== undefined) {
    return await assumeRole(connection, connection.roleArn, requestHandler);
  }
  if (!isEmulator(connection.endpoint)) return undefined;
  return environmentKeys() ?? await profileKeys() ?? emulatorCredentials;
}

/**
 * The keys of the profile that `AWS_PROFILE` chooses: DynamoDB Local without `-sharedDb` keeps a database for each
 * access key. Undefined where none is chosen, or it has no keys of its own.
 */
async function profileKeys(): Promise<CredentialProvider | undefined> {
  const profile = Deno.env.get("AWS_PROFILE");
  if (!profile) return undefined;
  const { fromIni } = await import("@aws-sdk/credential-providers");
  const keys = fromIni({ profile });
  return async () => {
    try {
      return await keys();
    } catch {
      // An emulator checks nothing: a profile that gives no keys must not stand in its way.
      return emulatorCredentials;
    }
  };
}

/**
 * Plain HTTP on loopback is an emulator (DynamoDB Local, dynalite): it checks no signature, and an expired profile
 * or the wait for instance metadata must not stand in its way. AWS itself is never there.
 */
export function isEmulator(endpoint: string | undefined): boolean {
  if (endpoint === undefined || !URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === "http:" && /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function environmentKeys(): FixedCredentials | undefined {
  const accessKeyId = Deno.env.get("AWS_ACCESS_KEY_ID");
  const secretAccessKey = Deno.env.get("AWS_SECRET_ACCESS_KEY");
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
}

/** The role's session lasts an hour and is renewed before it ends. The external id guards the confused deputy. */
async function assumeRole(
  { region, externalId }: Connection,
  roleArn: string,
  requestHandler: FetchHandler,
): Promise<CredentialProvider> {
  const { fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
  const assume = fromTemporaryCredentials({
    params: {
      RoleArn: roleArn,
      RoleSessionName: "dynamosql",
      DurationSeconds: 3600,
      ...defined({ ExternalId: externalId }),
    },
    // The handler speaks the SDK's duck-typed interface; the SDK's own type also carries its tuning members.
    clientConfig: { region, requestHandler: requestHandler as never },
  });
  return async () => {
    try {
      return await assume();
    } catch (error) {
      throw new AssumeRoleError(error);
    }
  };
}
