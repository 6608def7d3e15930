/**
 * The AWS SDK on a lean path: its credentials, endpoints, signing and retry, without its walk over every value.
 * Requests and answers pass in DynamoDB's own JSON: numbers stay text, bytes stay base64.
 * @module
 */
import { explained } from "./credentials_reason.ts";
import { boundedMap } from "../../lib/lru_map.ts";
import type { Connection, Item, Throttled } from "../access.ts";
import { credentialsOf, type FixedCredentials } from "./credentials.ts";
import { decodeAnswer } from "../decode/decode.ts";
import { isThrottling, subject, toDynamoSqlError } from "./errors.ts";
import { type FetchHandler, fetchHandler } from "./fetch_handler.ts";
import { openAnswer } from "../decode/lazy_items.ts";
import { type ConcurrencyLimit, createConcurrencyLimit } from "./concurrency_limit.ts";
import { createDirectSend, type DirectSend } from "./direct_send.ts";
import type { Operation, WireAnswer } from "../wire.ts";
import { defined } from "../../lib/defined.ts";

/** One answer, with what it took to get it. */
export interface ClientAnswer {
  readonly body: WireAnswer;
  /** The items, if they are decoded later and `body` has none: at most so many at a time, and only once. */
  readonly items?: (most: number) => Iterable<readonly Item[]>;
  /** Bytes of the response body. */
  readonly bytes: number;
  /** HTTP requests, retries included. */
  readonly requests: number;
}

/** A way to DynamoDB for one connection. */
export interface DynamoClient {
  /** Requests that wait because they were throttled. */
  readonly throttled: Throttled;
  /**
   * Calls the API with a body in wire form. Fails with the codes of `TableReader.read`.
   * @param attributes of items in `Items` and `Responses`, those that are wanted; absent or null = all
   * @param later the items may wait, to be decoded when they are taken
   */
  send(
    operation: Operation,
    input: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    attributes?: readonly string[] | null,
    later?: boolean,
  ): Promise<ClientAnswer>;
}

/** How a client behaves. */
export interface ClientOptions {
  /** Fixed credentials in place of the connection's own. */
  readonly credentials?: FixedCredentials;
  /** Tries of one request, the first included (default 5: 7.5 s of back-off when throttled, at most 15 s). */
  readonly maxAttempts?: number;
  /** Milliseconds that one try may take, default 7,000. */
  readonly requestTimeoutMs?: number;
}

/** The SDK, once it is loaded. */
export type Sdk = typeof import("@aws-sdk/client-dynamodb");

/** The SDK's own client. */
export type SdkClient = InstanceType<Sdk["DynamoDBClient"]>;

/** What the reads of a connection share. */
interface Shared {
  readonly sdk: Sdk;
  readonly client: SdkClient;
  readonly direct: DirectSend;
  readonly limit: ConcurrencyLimit;
}

/** The clients of the connections used last. */
const clients = boundedMap<string, Promise<Shared>>(64);

/** Bytes above which an answer may be as large as it gets: a megabyte of one partition (BatchGetItem, API reference). */
const fullBytes = 2 ** 20;

/**
 * The client of a connection. Loads the SDK at the first call. Clients are kept and shared, and with them
 * credentials and connections.
 * @param throttled holds this client's requests while they are throttled
 */
export function dynamoClient(
  connection: Connection,
  options: ClientOptions = {},
  throttled: Throttled = new Set(),
): DynamoClient {
  return {
    throttled,
    send: async (operation, input, signal, attributes = null, later = false) => {
      const failed = (error: unknown) => toDynamoSqlError(error, { operation, input, connection, signal });
      const waiting = { subject: subject(input) };
      try {
        const known = await shared(connection, options);
        return await known.limit.run(
          async () => {
            const { body, requests } = await send(
              known,
              operation,
              input,
              signal,
              () => throttled.add(waiting),
            );
            const cost = { bytes: body.byteLength, requests };
            const open = later ? openAnswer(body, attributes) : null;
            const value: ClientAnswer = open === null
              ? { body: decodeAnswer(body, attributes), ...cost }
              : { body: open.rest, items: (most) => failing(open.items(most), failed), ...cost };
            return { value, strained: isStrained(value) };
          },
          isThrottling,
          signal,
        );
      } catch (error) {
        throw failed(await explained(error));
      } finally {
        throttled.delete(waiting);
      }
    },
  };
}

/** The values; a failure to make one is thrown as `failed` makes it. */
function* failing<T>(values: Iterable<T>, failed: (error: unknown) => unknown): Generator<T> {
  try {
    yield* values;
  } catch (error) {
    throw failed(error);
  }
}

/** Whether DynamoDB was under strain: the SDK had to try again, or keys of a batch were left unprocessed. */
function isStrained({ body, bytes, requests }: ClientAnswer): boolean {
  return requests > 1 || (bytes < fullBytes && Object.keys(body.UnprocessedKeys ?? {}).length > 0);
}

/** Loads the SDK ahead of the first read, for example while an engine process waits. */
export async function loadSdk(): Promise<void> {
  await import("@aws-sdk/client-dynamodb");
}

function shared(connection: Connection, options: ClientOptions): Promise<Shared> {
  const { region, endpoint, roleArn, externalId } = connection;
  const key = JSON.stringify([region, endpoint, roleArn, externalId, options]);
  let client = clients.get(key);
  if (client === undefined) {
    client = share(connection, options);
    clients.set(key, client);
    client.catch(() => clients.delete(key));
  }
  return client;
}

async function share(connection: Connection, options: ClientOptions): Promise<Shared> {
  const sdk = await import("@aws-sdk/client-dynamodb");
  const direct = createDirectSend(handlerOf(options));
  const client = await makeClient(connection, options, direct.handler);
  return { sdk, client, direct, limit: createConcurrencyLimit() };
}

function handlerOf({ requestTimeoutMs = 7_000 }: ClientOptions): FetchHandler {
  return fetchHandler(requestTimeoutMs);
}

/** The stock client, made lean. Exported for the test that holds it to that. */
export async function makeClient(
  connection: Connection,
  options: ClientOptions = {},
  requestHandler: FetchHandler = handlerOf(options),
): Promise<SdkClient> {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  // A copy: the SDK writes into it.
  const credentials = options.credentials === undefined
    ? await credentialsOf(connection, handlerOf(options))
    : { ...options.credentials };
  const client = new DynamoDBClient({
    region: connection.region,
    ...defined({ endpoint: connection.endpoint, credentials }),
    maxAttempts: options.maxAttempts ?? 5,
    // The SDK's own provider asks the operating system for its version at every request.
    defaultUserAgentProvider: () => Promise.resolve([["dynamosql"]]),
    // The handler speaks the SDK's duck-typed interface; the SDK's own type also carries its tuning members.
    requestHandler: requestHandler as never,
  });
  // The logging step walks every value of every answer, even without a logger: 72 k items a second instead of 330 k.
  client.middlewareStack.remove("loggerMiddleware");
  passWireForm(client);
  return client;
}

/** The answer as {@linkcode passWireForm} leaves it. */
interface WireOutput {
  body: Uint8Array;
  $metadata: { attempts?: number; httpStatusCode?: number };
}

/** The part of the SDK's protocol object that we step into. */
interface WireProtocol {
  serializeRequest(schema: unknown, input: object, context: unknown): Promise<{ body: unknown }>;
  deserializeResponse(
    schema: unknown,
    context: unknown,
    response: { readonly statusCode: number; readonly body: unknown },
  ): Promise<unknown>;
}

/**
 * Bodies are JSON in DynamoDB's wire form, both ways, answers as bytes: the protocol's own codec would turn every
 * base64 text into bytes and copy every value. Errors still go the protocol's own way, so retry and codes are the SDK's.
 */
function passWireForm(client: SdkClient): void {
  // The SDK types each operation's own input and output; here all pass alike, as JSON.
  const protocol = client.config.protocol as unknown as WireProtocol;
  const serialize = protocol.serializeRequest.bind(protocol);
  const deserialize = protocol.deserializeResponse.bind(protocol);
  protocol.serializeRequest = async (schema, input, context) => {
    // An empty input: the protocol makes the path, headers and target, the body is ours.
    const request = await serialize(schema, {}, context);
    request.body = JSON.stringify(input);
    return request;
  };
  protocol.deserializeResponse = (schema, context, response) => {
    const { body, statusCode } = response;
    if (statusCode >= 300 || !(body instanceof Uint8Array)) return deserialize(schema, context, response);
    const output: WireOutput = { body, $metadata: { httpStatusCode: statusCode } };
    return Promise.resolve(output);
  };
}

async function send(
  { sdk, client, direct }: Shared,
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
  onThrottled: () => void,
): Promise<{ body: Uint8Array; requests: number }> {
  const short = await direct.send(client.config, operation, JSON.stringify(input), signal);
  if (typeof short !== "string") return { body: short, requests: 1 };
  // A command only carries the input and its schema. Ours is in wire form, which the SDK's types do not describe,
  // and so is the output: it is what `passWireForm` returned.
  const Command = sdk[`${operation}Command`] as unknown as new (input: unknown) => SdkCommand;
  const command = new Command(input);
  command.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (isThrottling(error)) onThrottled();
        throw error;
      }
    },
    // It stands after the step that tries again, so that it sees every try.
    { step: "finalizeRequest", name: "noteThrottling", priority: "low" },
  );
  const output: unknown = await client.send(command as never, { abortSignal: signal });
  if (!isWireOutput(output)) throw new TypeError("The SDK's protocol was not ours.");
  return { body: output.body, requests: (output.$metadata.attempts ?? 1) + (short === "failed" ? 1 : 0) };
}

/** The part of a command that we step into. */
interface SdkCommand {
  readonly middlewareStack: {
    add(
      middleware: (next: (args: unknown) => Promise<unknown>) => (args: unknown) => Promise<unknown>,
      how: { readonly step: "finalizeRequest"; readonly name: string; readonly priority: "low" },
    ): void;
  };
}

function isWireOutput(output: unknown): output is WireOutput {
  return typeof output === "object" && output !== null && "body" in output &&
    output.body instanceof Uint8Array;
}
