/**
 * Chooses the signature of DuckDB that a call means when its text arguments are read as dates.
 * @module
 */
import type { DuckDbError } from "../duckdb_error.ts";
import type { DateType } from "./text_as_date.ts";

/** The call that matched no signature: name and argument types, and the signatures there are. */
export interface Mismatch {
  readonly name: string;
  readonly args: readonly string[];
  readonly signatures: readonly (readonly string[])[];
}

/** Signatures that the message leaves out: it lists only those that a text fits as it is. */
const UNLISTED: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ["strftime", [["TIMESTAMP", "VARCHAR"], ["VARCHAR", "TIMESTAMP"]]],
]);

const CALL = /'([^'(]+)\((.*)\)'|"([^"(]+)\((.*)\)"/;

/** Reads the binder's "No function matches" and "Could not choose a best candidate"; null for other errors. */
export function readMismatch({ message: said }: DuckDbError): Mismatch | null {
  const message = said.replace(/^No matching aggregate function\n(Binder Error: )?/, "");
  if (!/^(No function matches|Could not choose a best candidate)/.test(message)) return null;
  const [first = "", ...lines] = message.split("\n");
  const found = CALL.exec(first);
  const name = found?.[1] ?? found?.[3];
  const args = found?.[2] ?? found?.[4];
  if (name === undefined || args === undefined) return null;
  const signatures = lines.filter((line) => line.startsWith("\t") && line.includes("(")).map((line) => {
    const end = line.lastIndexOf(") -> ");
    const inner = line.slice(line.indexOf("(") + 1, end >= 0 ? end : line.lastIndexOf(")"));
    return splitTypes(inner);
  });
  return { name, args: splitTypes(args), signatures: [...signatures, ...(UNLISTED.get(name) ?? [])] };
}

/** Splits at commas outside parentheses. */
function splitTypes(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")") depth--;
    else if (text[at] === "," && depth === 0) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  const last = text.slice(from).trim();
  return last === "" ? parts : [...parts, last];
}

/** The type as one that text can be read as; null if it is no such type. */
export function dateType(type: string): DateType | null {
  switch (type) {
    case "DATE":
    case "TIMESTAMP":
    case "TIMESTAMP WITH TIME ZONE":
      return type;
    case "TIMESTAMP_S":
    case "TIMESTAMP_MS":
    case "TIMESTAMP_NS":
      return "TIMESTAMP";
    default:
      return null;
  }
}

/** The same of what text is cast to, where a time of day is read, too. */
export function castType(type: string): DateType | null {
  switch (type) {
    case "TIME":
    case "TIME WITH TIME ZONE":
      return type;
    case "TIME_NS":
      return "TIME";
    default:
      return dateType(type);
  }
}

/** Whether values of the type are read as dates where they meet some. JSON is read by its text. */
export function isText(type: string): boolean {
  return type === "VARCHAR" || type === "JSON";
}

/** Functions of a number or of a date, where text can only mean a date. */
const DATES_ONLY: ReadonlySet<string> = new Set(["epoch_ms", "epoch_us", "epoch_ns"]);

const timely = (type: string) => dateType(type) !== null || /^(TIME|INTERVAL)/.test(type);
const numeric = (type: string) =>
  /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|INTEGER_LITERAL|FLOAT|DOUBLE|DECIMAL.*)$/.test(type);

/** How far an argument is from a signature's type; infinite if it cannot go there. */
function distance(from: string, to: string, name: string): number {
  if (from === to) return 0;
  const date = dateType(to);
  if (isText(from)) {
    if (date === null || date !== to) return Infinity;
    // A text names an instant: moved to a time zone, it must be taken as one.
    if (name === "timezone") return date === "TIMESTAMP WITH TIME ZONE" ? 10 : Infinity;
    return date === "TIMESTAMP" ? 10 : date === "TIMESTAMP WITH TIME ZONE" ? 11 : 12;
  }
  if (from === "STRING_LITERAL") return to === "VARCHAR" ? 0 : timely(to) ? 3 : Infinity;
  if (from === '"NULL"' || from === "NULL") return 1;
  if (numeric(from) && numeric(to)) return 1;
  if (from === "DATE" && to === "TIMESTAMP") return 4;
  if (from === "DATE" && to === "TIMESTAMP WITH TIME ZONE") return 5;
  return from === "TIMESTAMP" && to === "TIMESTAMP WITH TIME ZONE" ? 4 : Infinity;
}

/**
 * For each argument the type that its text must be read as, null for those to leave alone. Null for the whole if no
 * signature is reached by reading text as dates, or if text might mean something else there (`text + 1`).
 */
export function readings({ name, args, signatures }: Mismatch): readonly (DateType | null)[] | null {
  const texts = args.map(isText);
  const fitting = signatures.filter((signature) => signature.length === args.length);
  const company = args.some(timely) || DATES_ONLY.has(name);
  const always = texts.every((text, at) =>
    !text || fitting.every((each) => timely(each[at] ?? "") || each[at] === "VARCHAR")
  );
  if (!company && !always) return null;
  let best: { readonly cost: number; readonly types: readonly (DateType | null)[] } | null = null;
  for (const signature of fitting) {
    const types = signature.map((type, at) =>
      texts[at] === true && type !== "VARCHAR" ? dateType(type) : null
    );
    const cost = args.reduce((sum, type, at) => sum + distance(type, signature[at] ?? "", name), 0);
    if (types.every((type) => type === null) || !Number.isFinite(cost)) continue;
    if (best === null || cost < best.cost) best = { cost, types };
  }
  return best?.types ?? null;
}
