/**
 * The dialect is DuckDB as the SQL front needs it: its parser, its printer, its binder. The engine implements it on a
 * connection.
 * @module
 */

/** DuckDB as a parser, a printer and a binder. */
export interface Dialect {
  /**
   * `SELECT json_serialize_sql(sql)`, the text bound as a parameter.
   * @returns the JSON text: statements, or `{"error":true,…}`
   */
  serialize(sql: string): Promise<string>;
  /**
   * `SELECT json_deserialize_sql(json)`, the text bound as a parameter and cast to JSON.
   * @returns the SQL text
   */
  deserialize(json: string): Promise<string>;
  /**
   * Prepares the statement, runs nothing.
   * @throws Error whose message is DuckDB's JSON (`SET errors_as_json=true`) if it does not bind
   */
  prepare(sql: string): Promise<void>;
  /**
   * `SELECT json_serialize_plan(sql)`, defaults left out: the statement as it is bound, with types.
   * @returns the JSON text: plans, or `{"error":true,…}` if it does not bind
   */
  plan(sql: string): Promise<string>;
  /**
   * Runs a query that looks at no table, and gives the same rows whenever it is asked.
   * @throws Error if it does not bind, or fails
   */
  answer(sql: string): Promise<DialectRows>;
}

/** A few rows. */
export interface DialectRows {
  readonly names: readonly string[];
  /** As DuckDB writes them. */
  readonly types: readonly string[];
  /** Values as texts; null = NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
}
