/**
 * Reservations are what requests under way may take of a budget that several reads share.
 * @module
 */
import type { Reservations } from "../access.ts";

/** Nothing under way. */
export function createReservations(): Reservations {
  let units = 0;
  let underWay = 0;
  let next = Promise.withResolvers<void>();
  return {
    get units() {
      return units;
    },
    get underWay() {
      return underWay;
    },
    begin(most) {
      units += most;
      underWay++;
      return (took) => {
        units += took - most;
        underWay--;
        next.resolve();
        next = Promise.withResolvers();
      };
    },
    release(readUnits) {
      units -= readUnits;
    },
    ended: () => next.promise,
  };
}
