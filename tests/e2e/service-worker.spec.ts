import { runInNewContext } from "node:vm";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { keep } from "./support/kept";

test.use({ serviceWorkers: "allow" });

/** The paths of everything that is kept. */
const kept = (page: Page) =>
  page.evaluate(async () => (await (await caches.open("portico")).keys()).map(({ url }) => new URL(url).pathname));

/** Marks the page that is kept, as if it were of an earlier build, and says that it is kept for so many days. */
const age = (page: Page, days: number) =>
  page.evaluate(async (days) => {
    const cache = await caches.open("portico");
    const response = (await cache.match("/"))!;
    const headers = new Headers(response.headers);
    headers.set("x-kept-since", String(Date.now() - days * 86_400_000));
    const text = (await response.text()).replace("<html ", '<html data-build="earlier" ');
    await cache.put("/", new Response(text, { headers }));
  }, days);

/** Whether the page that is kept is the newest. */
const renewed = (page: Page) =>
  page.evaluate(async () => !(await (await caches.match("/"))?.text())?.includes('data-build="earlier"'));

const email = (page: Page) => page.getByLabel("E-mail address");

test("a visit without a network starts all the same, once there was one before", async ({ page, context, noise }) => {
  noise.allow(/ERR_INTERNET_DISCONNECTED/, /Failed to fetch/);
  await keep(page, "/sign-in");
  await page.goto("/sign-in");
  // The app is there, and with it all its files.
  await expect(page.locator("#boot")).toHaveCount(0);
  await expect(email(page)).toBeVisible();
  await expect.poll(async () => (await kept(page)).some((path) => /^\/entry-[0-9a-f]+\.wasm$/.test(path))).toBe(true);
  await context.setOffline(true);
  await page.goto("/sign-in");
  await expect(page.locator("#boot")).toHaveCount(0);
  await expect(page.locator("#main")).toBeVisible();
});

test("among page and files is nothing that belongs to a person, and the kept page is under the same policy", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Secret society");
  await keep(page, `/o/${organization.slug}`);
  const response = await page.goto(`/o/${organization.slug}/members`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Members");
  expect(response!.fromServiceWorker()).toBe(true);
  expect(response!.headers()["content-security-policy"]).toMatch(/^default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-/);
  const paths = await kept(page);
  expect(paths).toContain("/");
  expect(paths.filter((path) => !/^\/$|^\/[\w.-]+-[0-9a-f]{16}\.(js|wasm)$/.test(path))).toEqual([]);
});

test("a new build takes over at the visit after the one that finds it", async ({ page }) => {
  await keep(page, "/sign-in");
  await age(page, 1);
  await page.goto("/sign-in");
  await expect(page.locator("html")).toHaveAttribute("data-build", "earlier");
  await expect.poll(() => renewed(page)).toBe(true);
  await page.goto("/sign-in");
  await expect(email(page)).toBeVisible();
  await expect(page.locator("html")).not.toHaveAttribute("data-build");
});

test("a page that is kept for longer than a week is not shown while there is a network", async ({ page }) => {
  await keep(page, "/sign-in");
  await age(page, 8);
  await page.goto("/sign-in");
  await expect(email(page)).toBeVisible();
  await expect(page.locator("html")).not.toHaveAttribute("data-build");
});

test("a file of a build that is gone takes the kept page with it, so that a reload brings the new one", async ({ page, noise }) => {
  noise.allow(/status of 404/);
  await keep(page, "/sign-in");
  await page.goto("/sign-in");
  await expect(email(page)).toBeVisible();
  // The visit itself may only now have put the newest page in.
  await expect
    .poll(async () => {
      await page.evaluate(() => fetch("/entry-0123456789abcdef.wasm"));
      return kept(page);
    })
    .not.toContain("/");
  await page.reload();
  await expect(email(page)).toBeVisible();
  await expect.poll(() => kept(page)).toContain("/");
});

test("the address ?sw=off ends it, and forgets everything that was kept", async ({ page }) => {
  await keep(page, "/sign-in");
  await page.goto("/sign-in?sw=off");
  await expect(email(page)).toBeVisible();
  expect(await page.evaluate(() => caches.keys())).toEqual([]);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  // What is shipped begins with a new one there, once that visit has all it needs.
  const response = await page.goto("/sign-in");
  expect(response!.fromServiceWorker()).toBe(false);
});

test("what is opened of the API, and what is a file, comes from the network", async ({ page }) => {
  await keep(page, "/sign-in");
  for (const address of ["/api/openapi.json", "/robots.txt"]) {
    const response = await page.goto(address);
    expect(response!.fromServiceWorker(), address).toBe(false);
  }
});

/** The worker in a world of its own, where the network answers a path as `network` says: what it keeps, and what it is told. */
async function alone(page: Page, network: (path: string) => Response) {
  const origin = new URL(page.url()).origin;
  const kept = new Map<string, Response>();
  const listeners = new Map<string, (event: object) => void>();
  const path = (of: string | { url: string }) => new URL(typeof of === "string" ? of : of.url, origin).pathname;
  const cache = {
    match: async (of: string) => kept.get(path(of))?.clone(),
    put: async (of: string, response: Response) => void kept.set(path(of), response),
    delete: async (of: string) => kept.delete(path(of)),
    keys: async () => [...kept.keys()].map((path) => ({ url: origin + path })),
  };
  runInNewContext(await (await page.request.get("/sw.js")).text(), {
    addEventListener: (kind: string, listener: (event: object) => void) => listeners.set(kind, listener),
    caches: { ...cache, open: async () => cache, has: async () => true, keys: async () => ["portico"] },
    fetch: async (of: string | { url: string }) => network(path(of)),
    location: { origin },
    ...{ URL, Response, Headers },
  });
  return {
    kept: () => [...kept.keys()],
    install: async () => {
      let installed: Promise<void> | undefined;
      listeners.get("install")!({ waitUntil: (promise: Promise<void>) => (installed = promise) });
      await installed;
    },
    ask: async (path: string) => {
      const later: Promise<unknown>[] = [];
      let answer: Promise<Response> | undefined;
      listeners.get("fetch")!({
        request: { url: origin + path, method: "GET", mode: "cors" },
        respondWith: (promise: Promise<Response>) => (answer = promise),
        waitUntil: (promise: Promise<unknown>) => later.push(promise),
      });
      await answer;
      await Promise.all(later);
    },
  };
}

test("a page that another network answers is never kept for a file of the console", async ({ page }) => {
  await page.goto("/robots.txt");
  const files = { "/start-0123456789abcdef.js": "text/javascript", "/start-0123456789abcdef.wasm": "application/wasm" };
  const links = Object.keys(files).map((path) => `<link href="${path}">`);
  let hotspot = true;
  const worker = await alone(page, (path) => {
    if (path === "/") return new Response(`<!doctype html><div id="boot">${links}`, { headers: { "content-type": "text/html" } });
    const type = hotspot ? "text/html" : files[path as keyof typeof files];
    return new Response(hotspot ? "<!doctype html><p>Agree to our terms" : "", { headers: { "content-type": type } });
  });
  const refused = await worker.install().then(() => "it was kept", ({ message }: Error) => message);
  expect(refused).toBe("this is not a file of the console");
  for (const path of Object.keys(files)) await worker.ask(path);
  expect(worker.kept()).toEqual([]);
  hotspot = false;
  for (const path of Object.keys(files)) await worker.ask(path);
  expect(worker.kept()).toEqual(Object.keys(files));
  await worker.install();
  expect(worker.kept()).toEqual([...Object.keys(files), "/"]);
});
