/**
 * Keeps what is known of statements by their templates, which are what is left without constants: one entry a template,
 * and the one not asked for longest makes room. A text's template and a tree's have entries of their own: texts that
 * differ can come to the same tree.
 * @module
 */
import { type BoundedMap, boundedMap } from "../../lib/lru_map.ts";
import type { TreeTemplate } from "../../sql/template/parse_template.ts";
import type { KnownShape } from "./prepared_statements.ts";
import type { ReadTemplate } from "../point_read/speculative_read.ts";
import type { TablelessPlan } from "./tableless.ts";

/** What is known of the statements of a template. */
export interface Template {
  /** Of a text: its tree. */
  tree?: TreeTemplate;
  /** Of a tree, with what it stands on: how it is printed. */
  shape?: KnownShape;
  /** Of a text, by table, and what else tells its jobs apart. */
  readonly reads: BoundedMap<string, ReadTemplate>;
  /** Of a text, by its constants. */
  readonly tableless: BoundedMap<string, TablelessPlan>;
}

/** All of them. */
export interface Templates {
  find(fingerprint: string): Template | undefined;
  /** Changes one, which may be new. */
  change(fingerprint: string, change: (template: Template) => void): void;
}

/** Parts of templates remembered: of a lookup by key there are its tree, a read, a shape. */
const MOST = 1_500;

/** Parts of one kind in one template: programs ask the same of other tables. */
const MOST_EACH = 64;

/** None yet. */
export function createTemplates(most = MOST): Templates {
  const templates = new Map<string, Template & { size: number }>();
  let size = 0;

  function find(fingerprint: string): Template & { size: number } | undefined {
    const template = templates.get(fingerprint);
    if (template === undefined) return undefined;
    // A Map remembers the order of insertion: the one used last is at its end.
    templates.delete(fingerprint);
    templates.set(fingerprint, template);
    return template;
  }

  return {
    find,
    change(fingerprint, change) {
      const template = find(fingerprint) ?? {
        reads: boundedMap(MOST_EACH),
        tableless: boundedMap(MOST_EACH),
        size: 0,
      };
      change(template);
      templates.set(fingerprint, template);
      const grown = 1 + template.reads.size + template.tableless.size;
      size += grown - template.size;
      template.size = grown;
      for (const [key, oldest] of templates) {
        if (size <= most || oldest === template) return;
        templates.delete(key);
        size -= oldest.size;
      }
    },
  };
}
