/**
 * Functions that give another value with each use.
 * @module
 */
import { type Node, str, walk } from "./tree.ts";

const VOLATILE = /^(random|uuid|gen_random_uuid|uuidv4|uuidv7|setseed|nextval)$/;

/** Whether an expression or a query may give another value each time. */
export function isVolatile(root: Node): boolean {
  let found = false;
  walk(root, (each) => void (found ||= VOLATILE.test(str(each, "function_name").toLowerCase())));
  return found;
}
