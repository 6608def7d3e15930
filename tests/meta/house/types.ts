/**
 * Names of types, of which each means one thing, also where no other file sees it.
 * @module
 */

// `deno fmt` begins a line with every declaration, so a pattern finds them all.
const DECLARED =
  /^ *(?:export )?(?:declare )?(?:abstract )?(?:type|interface|class|enum) ([A-Za-z_$][\w$]*)(?=<| =| \{| extends| implements)/gm;

/** Names that several declarations have, each with their number: `Scope ×3`. */
export function declaredTwice(texts: Iterable<string>): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [, name = ""] of text.matchAll(DECLARED)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([name, count]) => `${name} ×${count}`).sort();
}
