import type { BrowserContext } from "@playwright/test";
import { expect, test } from "../e2e/support/fixtures";

const RUNS = 15;
const median = (times: number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];

/** Milliseconds from the start of the navigation until the first row of the list is in the document. */
async function untilUsable(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage();
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.querySelector(".row")) {
        (window as any).usableAt ??= performance.now();
        observer.disconnect();
      }
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(address);
  await expect.poll(() => page.evaluate(() => (window as any).usableAt ?? 0)).toBeGreaterThan(0);
  const at = await page.evaluate(() => (window as any).usableAt);
  await page.close();
  return at;
}

test("from navigation to a usable list of projects", async ({ person, newBrowser, context }) => {
  test.setTimeout(180_000);
  const organization = await person.api.createOrganization("Lighthouse Books");
  await person.api.choosePlan(organization, "pro");
  await person.api.createProjects(organization, Array.from({ length: 50 }, (_, at) => `Project ${at + 1}`));
  const address = `/o/${organization.slug}`;
  const cold: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const fresh = await newBrowser();
    await fresh.addCookies(await context.cookies());
    cold.push(await untilUsable(fresh, address));
    await fresh.close();
  }
  const warm: number[] = [];
  await untilUsable(context, address);
  for (let run = 0; run < RUNS; run++) warm.push(await untilUsable(context, address));
  console.log(`usable list, cold: ${Math.round(median(cold))} ms, warm: ${Math.round(median(warm))} ms (medians of ${RUNS})`);
});
