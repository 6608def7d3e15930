/**
 * Wider types hold all that a type holds, and more.
 *
 * `BIGINT` → `DECIMAL(38,0)`; `DECIMAL(18,2)` → `DECIMAL(38,2)`
 * @module
 */
import { isNumeric, type SqlType } from "../../catalog/sql_type.ts";

/** Gives all numbers inside decimals of 38 digits: for values that do not fit what the evidence says. */
export function wider(type: SqlType): SqlType {
  switch (type.kind) {
    case "BIGINT":
      return { kind: "DECIMAL", width: 38, scale: 0 };
    case "DECIMAL":
      return { kind: "DECIMAL", width: 38, scale: type.scale };
    case "LIST":
      return { kind: "LIST", element: wider(type.element) };
    case "MAP":
      return { ...type, value: wider(type.value) };
    case "STRUCT":
      return { kind: "STRUCT", fields: type.fields.map(({ name, type }) => ({ name, type: wider(type) })) };
    default:
      return type;
  }
}

/** Puts the widths of loaded numbers into a settled type: a width that was needed once is kept. */
export function graft(settled: SqlType, loaded: SqlType): SqlType {
  if (isNumeric(settled) && isNumeric(loaded)) return loaded;
  if (settled.kind === "LIST" && loaded.kind === "LIST") {
    return { kind: "LIST", element: graft(settled.element, loaded.element) };
  }
  if (settled.kind === "MAP" && loaded.kind === "MAP") {
    return { ...settled, value: graft(settled.value, loaded.value) };
  }
  if (settled.kind === "STRUCT" && loaded.kind === "STRUCT") {
    const before = new Map(loaded.fields.map(({ name, type }) => [name, type]));
    const known = new Set(settled.fields.map(({ name }) => name));
    const asked = loaded.fields.filter(({ name, type }) => type.kind === "UNSEEN" && !known.has(name));
    return {
      kind: "STRUCT",
      fields: [
        ...settled.fields.map(({ name, type }) => {
          const old = before.get(name);
          return { name, type: old === undefined ? type : graft(type, old) };
        }),
        ...asked,
      ].sort((one, other) => one.name < other.name ? -1 : 1),
    };
  }
  return settled;
}

/** Whether a number may have lost digits in the type. */
export function isInexact(type: SqlType): boolean {
  switch (type.kind) {
    case "DOUBLE":
      return type.inexact === true;
    case "LIST":
      return isInexact(type.element);
    case "MAP":
      return isInexact(type.value);
    case "STRUCT":
      return type.fields.some((field) => isInexact(field.type));
    default:
      return false;
  }
}
