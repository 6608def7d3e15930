/**
 * The words the demo data set is made of. All invented or common; e-mail addresses use example.com (RFC 2606).
 * @module
 */

/** Given names of customers. */
export const GIVEN_NAMES = [
  "Ada",
  "Amir",
  "Bea",
  "Carlos",
  "Chiara",
  "Daniel",
  "Elif",
  "Emma",
  "Fatima",
  "Finn",
  "Grace",
  "Hugo",
  "Ines",
  "Jonas",
  "Julia",
  "Kofi",
  "Lena",
  "Luca",
  "Marta",
  "Mehmet",
  "Nadia",
  "Noah",
  "Olga",
  "Pablo",
  "Priya",
  "Rosa",
  "Sam",
  "Sofia",
  "Tomas",
  "Yuki",
] as const;

/** Family names of customers. */
export const FAMILY_NAMES = [
  "Adeyemi",
  "Bauer",
  "Costa",
  "Dubois",
  "Eriksen",
  "Fischer",
  "Garcia",
  "Haddad",
  "Ivanova",
  "Jansen",
  "Kaya",
  "Lindholm",
  "Moreau",
  "Nowak",
  "Okafor",
  "Petrov",
  "Quinn",
  "Rossi",
  "Schmidt",
  "Tanaka",
  "Ueda",
  "Varga",
  "Weber",
  "Yilmaz",
  "Zimmer",
] as const;

/** Streets, without a number. */
export const STREETS = [
  "Hauptstrasse",
  "Lindenweg",
  "Rue de la Gare",
  "Via Roma",
  "Calle Mayor",
  "Kerkstraat",
  "High Street",
  "Bergstrasse",
] as const;

/** City, country, postcode. */
export const CITIES: readonly (readonly [string, string, string])[] = [
  ["Berlin", "DE", "10115"],
  ["Hamburg", "DE", "20095"],
  ["Munich", "DE", "80331"],
  ["Paris", "FR", "75001"],
  ["Lyon", "FR", "69001"],
  ["Rome", "IT", "00184"],
  ["Milan", "IT", "20121"],
  ["Madrid", "ES", "28001"],
  ["Amsterdam", "NL", "1012"],
  ["London", "GB", "EC1A"],
  ["Dublin", "IE", "D01"],
];

/** Category, SKU prefix, product names. */
export const CATEGORIES: readonly (readonly [string, string, readonly string[]])[] = [
  ["kitchen", "KIT", [
    "Chef's knife",
    "Cast iron pan",
    "Kettle",
    "Cutting board",
    "French press",
    "Whisk",
    "Stock pot",
    "Grater",
    "Pepper mill",
    "Baking tray",
  ]],
  ["office", "OFF", [
    "Notebook",
    "Fountain pen",
    "Desk lamp",
    "Stapler",
    "Paper tray",
    "Monitor stand",
    "Wall calendar",
    "Label maker",
    "Desk mat",
    "Bookend",
  ]],
  ["outdoor", "OUT", [
    "Tent",
    "Sleeping bag",
    "Head torch",
    "Water filter",
    "Trekking poles",
    "Camp stove",
    "Dry bag",
    "Hammock",
    "Compass",
    "Rain jacket",
  ]],
  ["toys", "TOY", [
    "Wooden blocks",
    "Puzzle 1000",
    "Kite",
    "Marble run",
    "Plush bear",
    "Yo-yo",
    "Toy train",
    "Card game",
    "Spinning top",
    "Bubble set",
  ]],
];

/** States of an order; a state named more often comes more often. */
export const STATUSES = ["delivered", "delivered", "delivered", "shipped", "cancelled", "returned"] as const;
/** Coupons of orders. */
export const COUPONS = ["WELCOME10", "SPRING26", "FREESHIP"] as const;
/** Tags of customers, and terms of searches. */
export const TAGS = ["vip", "b2b", "gifts", "camping", "cooking", "stationery", "kids"] as const;
/** Types of events; a type named more often comes more often. */
export const EVENT_TYPES = [
  "page_view",
  "page_view",
  "page_view",
  "search",
  "add_to_cart",
  "checkout",
] as const;
/** Paths that page views name. */
export const PAGES = ["/", "/sale", "/kitchen", "/office", "/outdoor", "/toys", "/cart"] as const;
