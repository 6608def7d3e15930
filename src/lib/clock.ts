/**
 * Time as a parameter.
 * @module
 */

/** Milliseconds since the epoch. Comes in as a parameter so that tests own the time. */
export type Clock = () => number;
