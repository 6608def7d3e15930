/** Readers over a database of DynamoDB Local, for tests. */
import type { Access, Item, ReadOptions, ReadPage, TableReader } from "../../src/dynamodb/access.ts";
import type { ClientOptions } from "../../src/dynamodb/client/client.ts";
import { createReader } from "../../src/dynamodb/readers/reader.ts";
import { localAccessKey } from "../fixtures/tables.ts";

export const localCredentials: ClientOptions = {
  credentials: { accessKeyId: localAccessKey, secretAccessKey: "local" },
};

/** A reader of the database. */
export function localReader(endpoint: string, region: string, options: ClientOptions = {}): TableReader {
  return createReader({ endpoint, region }, undefined, { ...localCredentials, ...options });
}

/** Everything a read yields. */
export async function readAll(reader: TableReader, access: Access, options: Partial<ReadOptions> = {}) {
  const pages: ReadPage[] = [];
  for await (const page of reader.read(access, { signal: new AbortController().signal, ...options })) {
    pages.push(page);
  }
  const sum = (of: (page: ReadPage) => number) => pages.reduce((total, page) => total + of(page), 0);
  return {
    pages,
    items: pages.flatMap((page): readonly Item[] => page.items),
    count: sum((page) => page.count),
    scanned: sum((page) => page.scanned),
    readUnits: sum((page) => page.readUnits),
    requests: sum((page) => page.requests),
    bytes: sum((page) => page.bytes),
  };
}
