import { type Dataset, pick, random } from "../dataset.ts";

/** Customers and orders: attributes that many items lack, sparse indexes, plain joins. */
export function sparse(): Dataset {
  const next = random(1);
  const customers = Array.from({ length: 60 }, (_, at) => ({
    customer_id: `c${String(at).padStart(3, "0")}`,
    name: `${pick(next, ["Ada", "Bo", "Cy", "Di", "Él", "o'Neil"])} ${at}`,
    email: at % 3 === 0 ? undefined : `user${at}@example.com`,
    vip: at % 4 === 0 ? next() < 0.5 : undefined,
    score: at % 5 === 0 ? null : Math.floor(next() * 200) - 50,
    country: pick(next, ["DE", "FR", "US", "US", "GB"]),
    tags: at % 7 === 0 ? new Set(["gold", `t${at % 3}`]) : undefined,
    referred_by: at > 10 && at % 2 === 0 ? `c${String(Math.floor(next() * 10)).padStart(3, "0")}` : undefined,
    note: at % 11 === 0 ? "" : at % 13 === 0 ? "100% _sure_" : undefined,
  }));
  const orders = Array.from({ length: 240 }, (_, at) => {
    const status = pick(next, ["NEW", "PAID", "PAID", "SENT", "CANCELLED"]);
    return {
      customer_id: `c${String(Math.floor(next() * 66)).padStart(3, "0")}`,
      order_no: at + 1,
      status,
      total: Math.round(next() * 100_000) / 100,
      qty: 1 + Math.floor(next() * 9),
      // Only some orders are in the index.
      sent_at: status === "SENT" ? `2024-0${1 + at % 9}-1${at % 10}` : undefined,
      coupon: at % 6 === 0 ? pick(next, ["SAVE10", "SAVE20"]) : undefined,
      gift: at % 9 === 0 ? true : undefined,
    };
  });
  return {
    name: "sparse",
    tables: [
      {
        name: "customers",
        hash: "customer_id",
        gsis: [{ name: "by_country", hash: "country", sort: "score:N" }],
        // NULL is no number: such items could not be written while "score" keys an index.
        items: customers.map((customer) => ({ ...customer, score: customer.score ?? undefined })),
      },
      {
        name: "orders",
        hash: "customer_id",
        sort: "order_no:N",
        gsis: [
          { name: "by_status", hash: "status", sort: "sent_at" },
          { name: "by_coupon", hash: "coupon", project: [] },
        ],
        items: orders,
      },
      { name: "nothing", hash: "id", items: [] },
      { name: "one", hash: "id", items: [{ id: "only", n: 7, s: "x" }] },
    ],
  };
}
