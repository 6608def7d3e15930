/**
 * The first page of a read is waited for by itself, as it is often all of the read.
 *
 * `SELECT * FROM orders WHERE customer = ? AND placed = ?`, like one that ran before → GetItem begins before the
 * statement is planned; the plan goes on in that read, or the item answers it
 * @module
 */
import type { Access, ReadOptions, ReadPage, TableReader } from "../../dynamodb/access.ts";

/** The first page of a read, null where there is none, and what comes after it. */
export interface FirstPage {
  readonly page: ReadPage | null;
  readonly rest: AsyncIterator<ReadPage>;
}

/**
 * Begins a read and waits for its first page. A failure is kept until somebody waits for the page.
 * @param how as many items as are wanted, and nothing ahead
 */
export function firstPage(
  reader: TableReader,
  access: Access,
  how: Omit<ReadOptions, "signal">,
  signal: AbortSignal,
): Promise<FirstPage> {
  const rest = reader.read(access, { ...how, signal })[Symbol.asyncIterator]();
  const first = rest.next().then((step) => ({ page: step.done === true ? null : step.value, rest }));
  first.catch(() => {});
  return first;
}

/** A reader whose first read gives a page that is here already, and goes on. */
export function goingOn(reader: TableReader, { page, rest }: FirstPage): TableReader {
  async function* pages() {
    try {
      if (page === null) return;
      yield page;
      for (let step = await rest.next(); step.done !== true; step = await rest.next()) yield step.value;
    } finally {
      await rest.return?.();
    }
  }
  let taken = false;
  return {
    read(access, options) {
      if (taken) return reader.read(access, options);
      taken = true;
      return pages();
    },
  };
}
