/** Tries what the fetching Worker must not be able to do, and says what came of each. */

declare const self: { onmessage: (() => void) | null; postMessage(tried: Record<string, string>): void };

async function outcome(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return "done";
  } catch (error) {
    return error instanceof Error ? error.name : "refused";
  }
}

self.onmessage = async () => {
  const outside = "file:///etc/hostname.ts";
  self.postMessage({
    "environment": await outcome(() => Deno.env.get("AWS_SECRET_ACCESS_KEY")),
    "read": await outcome(() => Deno.readTextFileSync("/etc/hostname")),
    "write": await outcome(() => Deno.writeTextFileSync("/tmp/prisoner", "")),
    "run": await outcome(() => new Deno.Command("true").outputSync()),
    "library": await outcome(() => Deno.dlopen("libc.so.6", {})),
    "host name": await outcome(() => Deno.hostname()),
    "listen": await outcome(() => Deno.listen({ port: 0 })),
    "connect by name": await outcome(() => Deno.connect({ hostname: "client.example", port: 443 })),
    "loopback": await outcome(() => Deno.connect({ hostname: "127.0.0.1", port: 443 })),
    "metadata": await outcome(() => Deno.connect({ hostname: "169.254.169.254", port: 443 })),
    "another port": await outcome(() => Deno.connect({ hostname: "1.1.1.1", port: 22 })),
    "fetch": await outcome(() => fetch("https://client.example/")),
    "import": await outcome(() => import(outside)) === "done" ? "done" : "refused",
  });
};
