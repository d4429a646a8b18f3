// What somebody does who works with projects, and how long the browser took to show each thing.

import type { BrowserContext } from "@playwright/test";
import { open, type Place, type Speed } from "./visit.mts";

/** Milliseconds: how long everything that was pressed, typed and clicked took, and for how long all of it kept the main thread. */
export type Done = { durations: number[]; busy: number };

export async function interactions(context: BrowserContext, origin: string, place: Place, speed: Speed): Promise<Done> {
  const { page, session, shown } = await open(context, place, { ...speed, network: undefined });
  await page.goto(origin + place.path);
  await shown;
  await session.send("Performance.enable");
  const kept = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
  const before = await kept();
  const dropdown = async (name: string) => {
    await page.getByRole("button", { name: new RegExp(`^${name}:`) }).click();
    const search = page.getByRole("dialog", { name }).getByRole("combobox");
    await search.pressSequentially("project 2");
    await search.press("ArrowDown");
    await search.press("Escape");
  };
  await dropdown("Organization");
  await dropdown("Project");
  const rows = page.getByRole("list", { name: "Projects" }).getByRole("link");
  await rows.first().click();
  const environments = page.getByRole("group", { name: "Environment" });
  await environments.getByRole("link", { name: "Live" }).click();
  await page.locator('.environment-id[data-mode="live"][data-here]').waitFor();
  await environments.getByRole("link", { name: "Sandbox" }).click();
  await page.locator('.environment-id[data-mode="sandbox"][data-here]').waitFor();
  await page.getByRole("link", { name: "Configuration", exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: "Configuration" }).waitFor();
  await page.getByRole("link", { name: "Versions", exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: "Versions" }).waitFor();
  // The browser tells of an event when it has painted what came of it.
  await new Promise((done) => setTimeout(done, 1500));
  const busy = (await kept()) - before;
  const durations: number[] = await page.evaluate(() => [...(window as any).watched.events.values()]);
  await page.close();
  return { durations, busy };
}
