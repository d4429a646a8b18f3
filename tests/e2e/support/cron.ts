import { expect } from "@playwright/test";

export const EVERY_MINUTE = "* * * * *";
export const HOURLY = "17 * * * *";

/** Does what Cloudflare does by the clock, and waits for its end. */
export async function runCron(origin: string, cron = EVERY_MINUTE) {
  const answer = await fetch(`${origin}/cdn-cgi/local/scheduled?${new URLSearchParams({ cron })}`);
  expect(await answer.text(), `the run of ${cron}`).toBe("ok");
}
