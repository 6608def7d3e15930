import { basic, postToken } from "../fixture.ts";
import { credentials, GRANT, invalidClient, invalidRequest, type Refused, refuses } from "./refusal.ts";

/** The client is not proven, or proves itself twice (RFC 6749 §2.3.1). */
refuses([
  {
    rule: "a wrong secret in Basic",
    ...invalidClient,
    basicChallenge: true,
    send: (server, { id, secret }) =>
      postToken(server, GRANT, { authorization: basic(id, secret.slice(0, -1) + "_") }),
  },
  {
    rule: "a wrong secret in the form",
    ...invalidClient,
    send: (server, { id }) => postToken(server, { ...GRANT, ...credentials({ id, secret: "wrong" }) }),
  },
  {
    rule: "an unknown client of the right form",
    ...invalidClient,
    basicChallenge: true,
    send: (server, { secret }) =>
      postToken(server, GRANT, { authorization: basic(`dsc_${"x".repeat(22)}`, secret) }),
  },
  {
    rule: "a client id of any other form",
    ...invalidClient,
    send: (server, { secret }) =>
      postToken(server, { ...GRANT, ...credentials({ id: "a/b\u0000é", secret }) }),
  },
  {
    rule: "the id in another case",
    ...invalidClient,
    send: (server, { id, secret }) =>
      postToken(server, { ...GRANT, ...credentials({ id: id.toUpperCase(), secret }) }),
  },
  {
    rule: "an empty secret in Basic",
    ...invalidClient,
    basicChallenge: true,
    send: (server, { id }) => postToken(server, GRANT, { authorization: basic(id, "") }),
  },
  {
    rule: "no credentials at all",
    ...invalidClient,
    send: (server) => postToken(server, GRANT),
  },
  {
    rule: "an id without a secret",
    ...invalidClient,
    send: (server, { id }) => postToken(server, { ...GRANT, client_id: id }),
  },
  {
    rule: "an id with an empty secret",
    ...invalidClient,
    send: (server, { id }) => postToken(server, { ...GRANT, client_id: id, client_secret: "" }),
  },
  ...["Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Basic /////w==", "Bearer abc.def.ghi", "Digest x"].map(
    (authorization): Refused => ({
      rule: `an Authorization header that is no readable Basic: ${authorization}`,
      ...invalidClient,
      basicChallenge: true,
      send: (server) => postToken(server, GRANT, { authorization }),
    }),
  ),
  {
    rule: "Basic whose id holds a broken percent sequence",
    ...invalidClient,
    basicChallenge: true,
    send: (server, { secret }) => postToken(server, GRANT, { authorization: basic("dsc_%zz", secret) }),
  },
  {
    rule: "Basic and a secret in the form at once",
    ...invalidRequest,
    send: (server, client) =>
      postToken(server, { ...GRANT, ...credentials(client) }, {
        authorization: basic(client.id, client.secret),
      }),
  },
  {
    rule: "Basic and another client id in the form",
    ...invalidRequest,
    send: (server, { id, secret }) =>
      postToken(server, { ...GRANT, client_id: "other" }, { authorization: basic(id, secret) }),
  },
]);
