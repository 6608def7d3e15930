/**
 * Who looks at the system's time or chance, in place of those that a test owns.
 * @module
 */

/** Lines that do. */
export function ownTimeOrChance(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter((line) =>
    /\bDate\.now\b|\bnew Date\(\)|\bsystem(?:Random|Runtime)\b|\bgetRandomValues\b|\brandomUUID\b|\bMath\.random\b/
      .test(line)
  );
}
