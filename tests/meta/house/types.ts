/**
 * Names of exported types, of which each should mean one thing.
 * @module
 */

// `deno fmt` writes every declaration at the beginning of a line, so a pattern finds them all.
const EXPORTED = /^export (?:declare )?(?:abstract )?(?:type|interface|class|enum) ([A-Za-z_$][\w$]*)/gm;

/** Names that several declarations export, each with their number: `Scope ×3`. */
export function declaredTwice(texts: Iterable<string>): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [, name = ""] of text.matchAll(EXPORTED)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([name, count]) => `${name} ×${count}`).sort();
}
