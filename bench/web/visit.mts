// One visit to a page, in a browser that is as slow as wanted.

import type { BrowserContext, CDPSession, Page } from "@playwright/test";

/** A page, and the script expression that is true once it is shown. */
export type Place = { name: string; path: string; shown: string; signedOut?: boolean };
export type Speed = { name: string; processor: number; network?: { latency: number; downloadThroughput: number; uploadThroughput: number } };
/** Milliseconds from the navigation on; bytes and requests until the page is shown. */
export type Visit = { shown: number; painted: number; blocked: number; bytes: number; requests: number };

/** The preset of Chromium's developer tools, in bytes a second. */
const SLOW_4G = { latency: 562.5, downloadThroughput: (1.6 * 1024 * 1024 * 0.9) / 8, uploadThroughput: (750 * 1024 * 0.9) / 8 };
export const SPEEDS: Speed[] = [
  { name: "not throttled", processor: 1 },
  { name: "Slow 4G, processor slowed 4 times", processor: 4, network: SLOW_4G },
];
/** How long a page is watched after it is shown: what blocks then blocks who has begun to use it. */
const WATCHED = 2000;

/** Runs in the page before anything else. */
const WATCH = (shown: string) => `
  const watched = (window.watched = { long: [], events: new Map() });
  new PerformanceObserver((list) => watched.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries()) if (interactionId) watched.events.set(interactionId, Math.max(duration, watched.events.get(interactionId) ?? 0));
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
  const isShown = () => { try { return ${shown}; } catch { return false; } };
  new MutationObserver((_, observer) => {
    if (!isShown()) return;
    observer.disconnect();
    const at = performance.now();
    requestAnimationFrame(() => setTimeout(() => window.pageIsShown?.(at)));
  }).observe(document, { childList: true, subtree: true, attributes: true, characterData: true });`;

/** A new page of the context, slowed, that says when it is shown. */
export async function open(context: BrowserContext, place: Place, speed: Speed): Promise<{ page: Page; session: CDPSession; shown: Promise<number> }> {
  const page = await context.newPage();
  const shown = new Promise<number>((done) => void page.exposeFunction("pageIsShown", done));
  await page.addInitScript(WATCH(place.shown));
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  if (speed.network) await session.send("Network.emulateNetworkConditions", { offline: false, ...speed.network, connectionType: "cellular4g" });
  await session.send("Emulation.setCPUThrottlingRate", { rate: speed.processor });
  return { page, session, shown };
}

export async function visit(context: BrowserContext, origin: string, place: Place, speed: Speed): Promise<Visit> {
  const { page, session, shown } = await open(context, place, speed);
  let [bytes, requests, isOver] = [0, 0, false];
  session.on("Network.requestWillBeSent", () => void (isOver || (requests += 1)));
  // What is under way when the page is shown has come so far.
  session.on("Network.dataReceived", ({ encodedDataLength }) => void (isOver || (bytes += encodedDataLength)));
  session.on("Network.responseReceived", ({ response }) => void (isOver || (bytes += response.encodedDataLength)));
  await page.goto(origin + place.path, { waitUntil: "commit", timeout: 120_000 });
  const late = new Promise<never>((_, fail) => setTimeout(fail, 120_000, new Error(`${place.name} was not shown`)).unref());
  const at = await Promise.race([shown, late]);
  isOver = true;
  await new Promise((done) => setTimeout(done, WATCHED));
  const { painted, blocked } = await page.evaluate(() => ({
    painted: performance.getEntriesByName("first-paint")[0]?.startTime ?? 0,
    blocked: (window as any).watched.long.reduce((sum: number, duration: number) => sum + Math.max(0, duration - 50), 0),
  }));
  await page.close();
  return { shown: at, painted, blocked, bytes, requests };
}
