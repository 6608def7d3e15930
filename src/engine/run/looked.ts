/**
 * Types of the part of a load that bound statements need.
 * @module
 */
import type { Load } from "../load/load.ts";
import type { Loaded } from "../load/loads.ts";

/** What bound statements look at of a load. */
export type Looked = Loaded & Pick<Load, "relations"> & {
  readonly table: { readonly rows?: number };
};
