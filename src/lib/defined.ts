/**
 * Objects without members that are undefined: absent and undefined are not the same to `exactOptionalPropertyTypes`, nor to
 * whoever lists an object's members.
 * @module
 */

/** The members that may be undefined are optional. */
export type Defined<T> =
  & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] }
  & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/**
 * The object without its members that are undefined, the others in their order.
 * @example
 * ```ts
 * assert.deepEqual(defined({ max: 5, min: undefined }), { max: 5 });
 * ```
 */
export function defined<T extends object>(members: T): Defined<T> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) kept[name] = value;
  // Just those are left that the type leaves.
  return kept as Defined<T>;
}
