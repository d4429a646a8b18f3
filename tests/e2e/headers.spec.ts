import type { APIResponse } from "@playwright/test";
import { createHash } from "node:crypto";
import { expect, test } from "./support/fixtures";

/** On every answer: of a file and of the API alike. */
const EVERYWHERE = {
  "strict-transport-security": "max-age=63072000; includeSubDomains; preload",
  "x-content-type-options": "nosniff",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

const pagePolicy = (scripts: string[], styles: string[]) =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${scripts.join(" ")}; style-src ${styles.join(" ")}; img-src 'self' data:; ` +
  "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const apiPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The sources that allow exactly what stands in a page's elements of that name. */
function inline(html: string, tag: "script" | "style"): string[] {
  const all = [...html.matchAll(new RegExp(`<${tag}([^>]*)>([\\s\\S]*?)</${tag}>`, "g"))];
  const inside = all.filter(([, attributes]) => !attributes.includes("src="));
  return inside.map(([, , text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
}

function expectEverywhere(response: APIResponse) {
  expect(response.headers(), response.url()).toMatchObject(EVERYWHERE);
  for (const telling of ["server", "x-powered-by", "access-control-allow-origin"]) {
    expect(response.headers(), response.url()).not.toHaveProperty(telling);
  }
}

for (const address of ["/", "/sign-in", "/o/acme/p/shop/live", "/o/acme?search=x", "/nowhere"]) {
  test(`the page at ${address} carries the security headers, and its policy names its inline scripts and styles`, async ({ request }) => {
    const response = await request.get(address);
    expect(response.status()).toBe(address === "/nowhere" ? 404 : 200);
    expectEverywhere(response);
    const html = await response.text();
    const [scripts, styles] = [inline(html, "script"), inline(html, "style")];
    expect([scripts.length, styles.length]).toEqual([3, 1]);
    expect(response.headers()["content-security-policy"]).toBe(pagePolicy(scripts, styles));
    expect(response.headers()["cache-control"]).toBe("no-cache");
    expect(response.headers()["content-type"]).toBe("text/html; charset=utf-8");
    expect(response.headers()).not.toHaveProperty("set-cookie");
  });
}

test("files whose name carries a hash are kept for a year, others are asked for again", async ({ request }) => {
  const html = await (await request.get("/")).text();
  // All but the service worker's, whose address never changes.
  const named = [...html.matchAll(/["'](\/[^"']+\.(?:js|css|wasm))["']/g)].map(([, path]) => path).filter((path) => path !== "/sw.js");
  expect(named.some((path) => path.endsWith(".js"))).toBe(true);
  expect(named.some((path) => path.endsWith(".css")), "they stand in the page").toBe(false);
  expect(named.some((path) => path.endsWith(".wasm"))).toBe(true);
  const types = { js: "text/javascript", wasm: "application/wasm" };
  for (const path of new Set(named)) {
    const response = await request.get(path);
    expect(response.status(), path).toBe(200);
    expectEverywhere(response);
    expect(response.headers()["cache-control"], path).toBe("public, max-age=31536000, immutable");
    expect(response.headers()["content-type"], path).toContain(types[path.split(".").pop() as keyof typeof types]);
  }
  for (const path of ["/favicon.svg", "/robots.txt", "/sw.js"]) {
    const response = await request.get(path);
    expectEverywhere(response);
    expect(response.headers()["cache-control"], path).toBe("no-cache");
  }
});

test("a file of an earlier build that is gone is not kept for a year", async ({ request }) => {
  const response = await request.get("/portico-app-0123456789abcdef.js");
  expect(response.headers()["cache-control"]).not.toContain("immutable");
});

test("answers of the API carry the security headers and are never kept", async ({ person }) => {
  const { request, origin } = person.api;
  const answers = [
    await request.get("/api/session"),
    await request.get("/api/organizations"),
    await request.get("/api/organizations/nobody"),
    await request.get("/api/nothing"),
    await request.delete("/api/organizations", { headers: { Origin: origin } }),
    await request.post("/api/organizations", { data: {}, headers: { Origin: origin } }),
  ];
  expect(answers.map((answer) => answer.status())).toEqual([200, 200, 404, 404, 405, 400]);
  for (const answer of answers) {
    expectEverywhere(answer);
    expect(answer.headers()).toMatchObject({ "content-security-policy": apiPolicy, "cache-control": "no-store" });
    expect(answer.headers()["content-type"]).toMatch(answer.ok() ? /^application\/json/ : /^application\/problem\+json/);
    expect(answer.headers()["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test("a change that comes from another site, or does not say where from, is refused", async ({ person }) => {
  const data = { name: "Acme", website: "https://example.com" };
  const key = { "Idempotency-Key": crypto.randomUUID() };
  for (const headers of [
    {},
    { Origin: "https://evil.example" },
    { Origin: "null" },
    { Origin: person.api.origin, "Sec-Fetch-Site": "cross-site" },
    { Origin: person.api.origin, "Sec-Fetch-Site": "same-site" },
    { Origin: `${person.api.origin}.evil.example` },
  ]) {
    const response = await person.api.request.post("/api/organizations", { data, headers: { ...key, ...headers } });
    expect(response.status(), JSON.stringify(headers)).toBe(403);
    expect((await response.json()).type).toBe("urn:portico:problem:cross_site");
  }
  expect((await person.api.get("/api/organizations")).organizations).toEqual([]);
});

test("the API describes itself at /api/openapi.json, without starting the edge function", async ({ request }) => {
  const response = await request.get("/api/openapi.json");
  expect(response.status()).toBe(200);
  expect(response.headers()["content-type"]).toContain("application/json");
  expect(response.headers()["cache-control"]).toBe("no-cache");
  expect(response.headers(), "a file, not an answer of the API").not.toHaveProperty("x-request-id");
  expectEverywhere(response);
  const document = await response.json();
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(Object.keys(document.paths)).toContain("/api/organizations/{organization}/projects");
});

test("what is neither a file nor an address of the console is not found", async ({ request }) => {
  const files = ["/.git/config", "/x.js.map", "/portico-app-0123456789abcdef.wasm", "/metrics", "/wp-login.php", "/404", "/404.html"];
  for (const path of [...files, "/api", "/v1", "/api/", "/v1/", "/o", "/o/acme/nothing", "/o/acme/p/shop/live/x.js.map"]) {
    const response = await request.get(path);
    expect(response.status(), path).toBe(404);
    expect(response.headers()["cache-control"], path).not.toContain("immutable");
  }
});
