/**
 * Texts that say a number, as DuckDB's casts read them: `12`, `-1.5`, `.5`, `1e3`.
 * @module
 */

/** The digits' two parts cannot take each other's places: a long text is looked at once, whatever it holds. */
const NUMERAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** Whether a text says a number, with nothing around it. Takes time in proportion to its length. */
export function isNumeral(text: string): boolean {
  return NUMERAL.test(text);
}
