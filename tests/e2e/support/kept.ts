import type { Page } from "@playwright/test";
import { expect } from "./fixtures";

/** Lets the browser keep page and files, as it does by itself where Portico is shipped. */
export async function keep(page: Page, address: string) {
  await page.goto(`${address}?sw=on`);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await expect(page.locator("#boot")).toHaveCount(0);
}

/** Every answer that the browser keeps, by its cache and URL. */
export const answers = (page: Page) =>
  page.evaluate(async () => {
    const found: Record<string, string> = {};
    for (const name of await caches.keys()) {
      if (!name.startsWith("portico.answers.")) continue;
      const cache = await caches.open(name);
      for (const { url } of await cache.keys()) {
        const { pathname, search } = new URL(url);
        found[`${name} ${pathname}${search}`] = (await (await cache.match(url))?.text()) ?? "";
      }
    }
    return found;
  });

/** The URLs of the answers that the browser keeps. */
export const answered = async (page: Page) => Object.keys(await answers(page)).map((key) => key.split(" ")[1]);

/** Visits `address` until the answer to `url` is kept. */
export async function keepAnswer(page: Page, address: string, url: string) {
  await keep(page, address);
  await page.goto(address);
  await expect.poll(() => answered(page)).toEqual(expect.arrayContaining(["/api/session", url]));
}

interface Held {
  page: Page;
  /** Lets the questions to the API go. */
  release: () => Promise<void>;
  /** Lets the wasm come. */
  start: () => Promise<void>;
}

/**
 * A page whose questions to the API wait until it is released, and with `wasm` its wasm as well, until it is started. (A route does not see all
 * that goes past a service worker.)
 */
export async function held(page: Page, what: { wasm?: boolean } = {}): Promise<Held> {
  const other = await page.context().newPage();
  await other.addInitScript(({ wasm }) => {
    const send = window.fetch;
    const opens: Record<string, () => void> = {};
    const gate = (name: string) => new Promise<void>((resolve) => (opens[name] = resolve));
    const [answers, code] = [gate("release"), gate("start")];
    if (!wasm) opens.start();
    Object.assign(window, opens);
    window.fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (url.includes("/api/")) await answers;
      if (url.endsWith(".wasm")) await code;
      return send(input, init);
    };
  }, what);
  const open = (name: "release" | "start") => () => other.evaluate((name) => (window as unknown as Record<string, () => void>)[name](), name);
  return { page: other, release: open("release"), start: open("start") };
}
