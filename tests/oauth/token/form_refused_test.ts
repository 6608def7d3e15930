import { basic, postToken } from "../fixture.ts";
import { credentials, GRANT, invalidRequest, type Refused, refuses } from "./refusal.ts";

/** The body is no form, or not one that can be read one way only (RFC 6749 §3.2); the grant is missing or not served. */
refuses([
  {
    rule: "a JSON body",
    ...invalidRequest,
    send: (server, client) =>
      fetch(`${server.origin}/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...GRANT, ...credentials(client) }),
      }),
  },
  {
    rule: "a multipart body",
    ...invalidRequest,
    send: (server, client) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ ...GRANT, ...credentials(client) })) body.set(name, value);
      return fetch(`${server.origin}/token`, { method: "POST", body });
    },
  },
  {
    rule: "a body without a content type",
    ...invalidRequest,
    send: (server, client) =>
      fetch(`${server.origin}/token`, {
        method: "POST",
        body: new TextEncoder().encode(new URLSearchParams({ ...GRANT, ...credentials(client) }).toString()),
      }),
  },
  {
    rule: "no body",
    ...invalidRequest,
    send: (server, { id, secret }) =>
      fetch(`${server.origin}/token`, { method: "POST", headers: { authorization: basic(id, secret) } }),
  },
  {
    rule: "parameters in the query",
    ...invalidRequest,
    send: (server, client) =>
      fetch(`${server.origin}/token?${new URLSearchParams({ ...GRANT, ...credentials(client) })}`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      }),
  },
  {
    rule: "credentials in the query beside a good form",
    ...invalidRequest,
    send: (server, client) =>
      fetch(`${server.origin}/token?client_id=x`, {
        method: "POST",
        body: new URLSearchParams({ ...GRANT, ...credentials(client) }),
      }),
  },
  ...["grant_type", "client_id", "client_secret", "scope", "anything"].map((name): Refused => ({
    rule: `the parameter ${name} twice`,
    ...invalidRequest,
    send: (server, client) => {
      const form = Object.entries({ ...GRANT, ...credentials(client), scope: "query", anything: "1" });
      return postToken(server, [...form, ...form.filter(([key]) => key === name)]);
    },
  })),
  {
    rule: "a body above 40 KiB",
    ...invalidRequest,
    send: (server, client) =>
      postToken(server, { ...GRANT, ...credentials(client), pad: "x".repeat(41_000) }),
  },
  {
    rule: "a body above 40 KiB whose length is not announced",
    ...invalidRequest,
    send: (server, client) => {
      const form = new URLSearchParams({ ...GRANT, ...credentials(client), pad: "" }).toString();
      const parts = [form, ...Array.from({ length: 41 }, () => "x".repeat(1000))];
      return fetch(`${server.origin}/token`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: ReadableStream.from(parts.map((part) => new TextEncoder().encode(part))),
      });
    },
  },
  {
    rule: "more than 64 parameters",
    ...invalidRequest,
    send: (server, client) =>
      postToken(server, [
        ...Object.entries({ ...GRANT, ...credentials(client) }),
        ...Array.from({ length: 64 }, (_, at): [string, string] => [`p${at}`, "1"]),
      ]),
  },
  {
    rule: "no grant_type",
    ...invalidRequest,
    send: (server, client) => postToken(server, credentials(client)),
  },
  {
    rule: "an empty grant_type",
    ...invalidRequest,
    send: (server, client) => postToken(server, { ...credentials(client), grant_type: "" }),
  },
  ...["authorization_code", "refresh_token"].map((type): Refused => ({
    rule: `an API client that asks by ${type}, which is for OAuth clients`,
    status: 400,
    error: "unauthorized_client",
    send: (server, client) => postToken(server, { ...credentials(client), grant_type: type, code: "x" }),
  })),
  ...[
    "password",
    "implicit",
    "Client_Credentials",
    "constructor",
    "urn:ietf:params:oauth:grant-type:token-exchange",
  ].map(
    (type): Refused => ({
      rule: `the grant_type ${type}`,
      status: 400,
      error: "unsupported_grant_type",
      send: (server, client) =>
        postToken(server, { ...credentials(client), grant_type: type, username: "u", password: "p" }),
    }),
  ),
]);
