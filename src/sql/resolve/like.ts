/**
 * Patterns of LIKE and GLOB: what a text that fits them surely holds.
 *
 * `LIKE 'ann%'` → it begins with `ann`; `LIKE '%ann%'` → it contains `ann`; `LIKE 'a%z'` → it begins with `a`, and
 * more is left to check
 * @module
 */

/** What a pattern says of a text. */
export interface Pattern {
  /** What the text begins with. */
  readonly prefix: string;
  /** The longest literal stretch anywhere in it. */
  readonly part: string;
  /** How the pattern as a whole reads, where that is simple. */
  readonly form: "equals" | "begins" | "contains" | "anything" | "other";
}

/** Reads a LIKE pattern. Null where DuckDB would refuse it (an escape character with nothing to escape). */
export function likePattern(pattern: string, escape = ""): Pattern | null {
  const tokens: LikeToken[] = [];
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? "";
    if (escape !== "" && char === escape) {
      const escaped = chars[++at];
      if (escaped === undefined) return null;
      literal(tokens, escaped);
    } else if (char === "%") tokens.push({ wild: "any" });
    else if (char === "_") tokens.push({ wild: "one" });
    else literal(tokens, char);
  }
  return summary(tokens);
}

/** Reads a GLOB pattern as far as its first bracket or backslash. */
export function globPattern(pattern: string): Pattern {
  const tokens: LikeToken[] = [];
  for (const char of pattern) {
    if (char === "*") tokens.push({ wild: "any" });
    else if (char === "?") tokens.push({ wild: "one" });
    else if (char === "[" || char === "\\") {
      // The rest may be optional or escaped, so nothing after it is known.
      tokens.push({ wild: "any" }, { wild: "one" });
      break;
    } else literal(tokens, char);
  }
  return summary(tokens);
}

type LikeToken = { readonly wild: "any" | "one" } | { text: string };

function literal(tokens: LikeToken[], char: string): void {
  const last = tokens.at(-1);
  if (last !== undefined && "text" in last) last.text += char;
  else tokens.push({ text: char });
}

function summary(tokens: readonly LikeToken[]): Pattern {
  const [first] = tokens;
  const texts = tokens.flatMap((token) => "text" in token ? [token.text] : []);
  const part = texts.toSorted((a, b) => b.length - a.length)[0] ?? "";
  const prefix = first !== undefined && "text" in first ? first.text : "";
  // Several % in a row count as one; T = literal text.
  const shape = tokens.map((token) => "text" in token ? "T" : token.wild === "any" ? "%" : "_").join("")
    .replace(/%+/g, "%");
  const forms = { "": "equals", "T": "equals", "T%": "begins", "%T%": "contains", "%": "anything" } as const;
  const form = Object.entries(forms).find(([key]) => key === shape)?.[1] ?? "other";
  return { prefix, part, form };
}
