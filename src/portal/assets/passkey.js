// Passkeys: the one thing that needs a script. Its parts of a page stay hidden where the browser has none.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(
    /=+$/,
    "",
  );

const NO_ANSWER = "The server did not answer. Try again.";

/** What the server says of it, in words for people. */
class Refused extends Error {}

/** What went wrong, in words for people: those of browsers are for programmers. */
function wordsOf(error) {
  if (error instanceof Refused) return error.message;
  // The request was made, and never arrived.
  if (error.name === "TypeError") return NO_ANSWER;
  if (error.name === "InvalidStateError") return "This device has a passkey of your account already.";
  // NotAllowedError: cancelled, timed out, or nothing fits; browsers do not say which.
  return "No passkey was used. Try again.";
}

async function ask(path, csrf, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf-token": csrf },
    body: JSON.stringify(body ?? {}),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.error?.message ?? NO_ANSWER);
  return answer;
}

async function signIn(csrf, next) {
  const options = await ask("/login/passkey/options", csrf);
  const credential = await navigator.credentials.get({
    publicKey: { ...options, challenge: toBytes(options.challenge), allowCredentials: [] },
  });
  const { response } = credential;
  return await ask(`/login/passkey?${new URLSearchParams({ next })}`, csrf, {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      ...(response.userHandle ? { userHandle: toText(response.userHandle) } : {}),
    },
  });
}

async function add(csrf, name) {
  const options = await ask("/portal/account/passkeys/options", csrf);
  const withBytes = (credential) => ({ ...credential, id: toBytes(credential.id) });
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: (options.excludeCredentials ?? []).map(withBytes),
    },
  });
  const { response } = credential;
  return await ask("/portal/account/passkeys", csrf, {
    name,
    answer: {
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      clientExtensionResults: {},
      response: {
        clientDataJSON: toText(response.clientDataJSON),
        attestationObject: toText(response.attestationObject),
        transports: response.getTransports?.() ?? [],
      },
    },
  });
}

const place = document.querySelector("[data-passkey]");
if (place && globalThis.PublicKeyCredential && navigator.credentials) {
  const { passkey, csrf, next = "" } = place.dataset;
  const button = place.querySelector("button");
  const problem = place.querySelector("[role=alert]");
  place.hidden = false;
  for (const missing of document.querySelectorAll("[data-passkey-missing]")) missing.hidden = true;
  button.addEventListener("click", async () => {
    button.disabled = true;
    problem.hidden = true;
    try {
      const name = place.querySelector("input")?.value ?? "";
      const { location } = await (passkey === "add" ? add(csrf, name) : signIn(csrf, next));
      globalThis.location.assign(location);
    } catch (error) {
      problem.textContent = wordsOf(error);
      problem.hidden = false;
      button.disabled = false;
    }
  });
}
