// Whether somebody who keeps the console open for a day finds it larger in the evening.

import type { BrowserContext } from "@playwright/test";
import { open, type Place, SPEEDS } from "./visit.mts";

/** What the page holds, in bytes, and how many nodes its documents have. */
export type Held = { script: number; wasm: number; nodes: number };

/** Before anything else runs in the page: keeps the memory of the first wasm that has one of its own. */
const WATCH = `
  const keep = ({ instance }) => { window.held ??= instance.exports.memory; };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const own = WebAssembly[name];
    WebAssembly[name] = async (...args) => { const made = await own.apply(WebAssembly, args); if (made.instance) keep(made); return made; };
  }`;

/** What is held after some navigations that warm everything up, and after `number` more of the same. */
export async function memory(context: BrowserContext, origin: string, place: Place, number: number): Promise<[Held, Held]> {
  const { page, session, shown } = await open(context, place, SPEEDS[0]);
  await page.addInitScript(WATCH);
  await page.goto(origin + place.path);
  await shown;
  const held = async (): Promise<Held> => {
    await session.send("HeapProfiler.collectGarbage");
    await session.send("Performance.enable");
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return { script: of("JSHeapUsedSize"), nodes: of("Nodes"), wasm: await page.evaluate(() => (window as any).held?.buffer.byteLength ?? Number.NaN) };
  };
  const rows = page.getByRole("list", { name: "Projects" }).getByRole("link");
  /** To a project and back are two. */
  const navigate = async (times: number) => {
    for (let at = 0; at < times; at += 2) {
      await rows.nth((at / 2) % 10).click();
      await page.locator(".environment-id[data-here]").first().waitFor();
      await page.goBack();
      await rows.first().waitFor();
    }
  };
  await navigate(20);
  const before = await held();
  await navigate(number);
  const after = await held();
  await page.close();
  return [before, after];
}
