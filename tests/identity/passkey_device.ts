/** An authenticator in software (WebAuthn level 2, ES256, attestation `none`), whose every statement can be made false. */

/** What an answer says; defaults are right. */
export interface Statement {
  readonly challenge?: string;
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly userVerified?: boolean;
  readonly userPresent?: boolean;
  readonly id?: string;
  readonly userHandle?: string;
  readonly breakSignature?: boolean;
}

/** One credential of one person. */
export interface Device {
  /** Signatures so far. */
  counter: number;
  create(statement: Statement): Promise<unknown>;
  get(statement: Statement): Promise<unknown>;
}

/** A new one. */
export async function newDevice(userId: string): Promise<Device> {
  const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  const credentialId = crypto.getRandomValues(new Uint8Array(16));
  const id = base64url(credentialId);
  const { x = "", y = "" } = await crypto.subtle.exportKey("jwk", keys.publicKey);

  /** COSE_Key (RFC 9053 §7.1.1): {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
  const cose = bytes(
    [0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32],
    fromBase64url(x),
    [0x22, 0x58, 32],
    fromBase64url(y),
  );

  async function authenticatorData(statement: Statement, counter: number, attested: boolean) {
    const { rpId = "localhost", userPresent = true, userVerified = true } = statement;
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(rpId)));
    const flags = (userPresent ? 1 : 0) | (userVerified ? 4 : 0) | (attested ? 0x40 : 0);
    const head = bytes(hash, [flags, counter >> 24, counter >> 16 & 255, counter >> 8 & 255, counter & 255]);
    return attested ? bytes(head, new Uint8Array(16), [0, credentialId.length], credentialId, cose) : head;
  }

  const clientData = ({ type, challenge, origin }: Statement, usual: string) =>
    new TextEncoder().encode(JSON.stringify({ type: type ?? usual, challenge, origin, crossOrigin: false }));

  const device: Device = {
    counter: 0,
    async create(statement) {
      const data = await authenticatorData(statement, 0, true);
      // CBOR {"fmt": "none", "attStmt": {}, "authData": bytes}
      const attestation = bytes(
        [0xa3, 0x63],
        text("fmt"),
        [0x64],
        text("none"),
        [0x67],
        text("attStmt"),
        [0xa0, 0x68],
        text("authData"),
        [0x58, data.length],
        data,
      );
      return {
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64url(clientData(statement, "webauthn.create")),
          attestationObject: base64url(attestation),
          transports: ["internal"],
        },
      };
    },
    async get(statement) {
      const client = clientData(statement, "webauthn.get");
      const data = await authenticatorData(statement, ++device.counter, false);
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", client));
      const raw = new Uint8Array(
        await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, bytes(data, hash)),
      );
      if (statement.breakSignature === true) raw[40] = (raw[40] ?? 0) ^ 1;
      return {
        id: statement.id ?? id,
        rawId: statement.id ?? id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64url(client),
          authenticatorData: base64url(data),
          signature: base64url(derOf(raw)),
          userHandle: statement.userHandle ?? base64url(text(userId)),
        },
      };
    },
  };
  return device;
}

const text = (value: string) => new TextEncoder().encode(value);
const base64url = (value: Uint8Array) => value.toBase64({ alphabet: "base64url", omitPadding: true });
const fromBase64url = (value: string) => Uint8Array.fromBase64(value, { alphabet: "base64url" });

function bytes(...parts: (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Web Crypto gives r and s side by side; WebAuthn wants them in DER (§6.5.5). */
function derOf(raw: Uint8Array): Uint8Array {
  const integer = (part: Uint8Array) => {
    const first = part.findIndex((byte) => byte !== 0);
    const short = part.slice(first === -1 ? part.length - 1 : first);
    const value = (short[0] ?? 0) > 127 ? bytes([0], short) : short;
    return bytes([2, value.length], value);
  };
  const both = bytes(integer(raw.slice(0, 32)), integer(raw.slice(32)));
  return bytes([0x30, both.length], both);
}
