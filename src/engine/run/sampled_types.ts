/**
 * Columns of which the sample is not sure begin with a likely type, and have the sample's while a page is made of a part of the
 * items. A statement that binds in the likely types alone needs all items: they decide.
 *
 * `SELECT id FROM t WHERE v = 5`, 7 numbers and a text of `v` sampled → binds where `v` is of numbers, and not where it is of both
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { typeSoFar } from "../load/column.ts";
import { createViews } from "../load/views.ts";
import type { Bindable } from "./rebinding.ts";
import { bindSoFar } from "./unmet.ts";

/** Whether a statement that binds in the likely types of its columns binds in those of the sample, too. Nothing is loaded yet. */
export async function bindsAsSampled({ session, resolved, written, loads }: Bindable): Promise<boolean> {
  const likely = loads.flatMap(({ table }) =>
    table.columns.flatMap((column) => {
      const { type, blurred } = column;
      const sampled = typeSoFar(column);
      return sampled === null ? [] : [{ table, column, type, blurred, sampled }];
    })
  );
  if (likely.length === 0) return true;
  const viewsAnew = async () => {
    for (const load of loads) await createViews(session, load);
  };
  try {
    for (const { table, column, sampled } of likely) await table.retype(column, sampled);
    await viewsAnew();
    return await bindSoFar(session, resolved, written, loads) !== null;
  } catch (error) {
    if (error instanceof DynamoSqlError && error.code === "type_mismatch") return false;
    throw error;
  } finally {
    for (const { table, column, type, blurred } of likely) {
      await table.retype(column, type);
      column.blurred = blurred;
    }
    await viewsAnew();
  }
}
