import { type Dataset, random } from "../dataset.ts";

/** One table for everything, as single-table design has it: keys overloaded, a sparse index over overloaded keys. */
export function single(): Dataset {
  const next = random(4);
  const items: Record<string, unknown>[] = [];
  for (let user = 0; user < 25; user++) {
    const PK = `USER#${user}`;
    items.push({
      PK,
      SK: "PROFILE",
      type: "user",
      name: `user ${user}`,
      age: 20 + user % 40,
      GSI1PK: "USERS",
      GSI1SK: `u${user}`,
    });
    for (let order = 0; order < user % 5; order++) {
      items.push({
        PK,
        SK: `ORDER#2024-0${1 + order}`,
        type: "order",
        amount: Math.floor(next() * 500),
        state: order % 2 === 0 ? "open" : "done",
        GSI1PK: order % 2 === 0 ? "OPEN" : undefined,
        GSI1SK: order % 2 === 0 ? `2024-0${1 + order}` : undefined,
      });
      items.push({
        PK,
        SK: `ORDER#2024-0${1 + order}#ITEM#1`,
        type: "item",
        product: `p${order}`,
        qty: 1 + order,
      });
    }
    if (user % 3 === 0) {
      items.push({ PK, SK: "ADDRESS#home", type: "address", city: user % 2 === 0 ? "Bonn" : "Köln" });
    }
  }
  return {
    name: "single",
    tables: [{
      name: "app",
      hash: "PK",
      sort: "SK",
      gsis: [{ name: "GSI1", hash: "GSI1PK", sort: "GSI1SK" }],
      lsis: [{ name: "by_type", hash: "PK", sort: "type", project: ["amount", "name"] }],
      items,
    }],
  };
}
