/**
 * The one script of the consent page. Without it everything works, but for a double click on the button: the second one
 * makes a browser drop the answer to the first and send the form again, which then was used already.
 * @module
 */

/** Where it lies. */
export const ONCE_PATH = "/consent/once.js";

/** For five seconds after a form was sent, it is not sent again; but whoever came back to the page by "back" did not double-click. */
const SCRIPT = `let sentAt = -Infinity;
document.querySelector("form")?.addEventListener("submit", (event) => {
  if (performance.now() - sentAt < 5000) event.preventDefault();
  else sentAt = performance.now();
});
addEventListener("pageshow", () => sentAt = -Infinity);
`;

/** `GET /consent/once.js`. */
export function onceScript(): Response {
  return new Response(SCRIPT, {
    headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-cache" },
  });
}
