/** First attempts in the words of PartiQL, of DynamoDB's expressions, and of MongoDB. @module */
import { advised, type Attempt, same } from "../attempt.ts";

/** From the Amazon DynamoDB Developer Guide. */
export const DYNAMODB: readonly Attempt[] = [
  same(`SELECT order_id, total FROM "orders" WHERE begins_with("created_at", '2026') AND total > 100`, [
    "O00006",
    179.96,
  ]),
  same("SELECT name FROM customers WHERE attribute_exists(loyalty) AND contains(tags, 'vip')", ["Ada Bauer"]),
  same("SELECT VALUE name FROM customers WHERE country = 'DE' ORDER BY name", ["Ada Bauer"], ["Finn Weber"]),
  same("SELECT name FROM products WHERE size(ratings) > 1 ORDER BY name", ["Chef's knife"], ["Tent"]),
  same("SELECT order_id FROM orders WHERE coupon IS MISSING AND status IN ['paid', 'pending'] ORDER BY 1", [
    "O00005",
  ], ["O00008"]),
];

/** From the MongoDB manual. */
export const MONGODB: readonly Attempt[] = [
  advised(
    `db.orders.find({ status: "paid" }, { order_id: 1, total: 1 })`,
    `db.orders.find({ status: "paid" }, { order_id: 1, total: 1 })`,
    ["O00008", 89.9],
  ),
  advised(
    `db.customers.countDocuments({ country: "DE" })`,
    `db.customers.countDocuments({ country: "DE" })`,
    [2],
  ),
];
