import type { Page } from "@playwright/test";
import { Configured } from "./support/configuration";
import { runCron } from "./support/cron";
import { expect, test } from "./support/fixtures";
import { memberships } from "./support/members";
import { Person } from "./support/person";

const section = (page: Page) => page.getByRole("region", { name: "Notices" });
const box = (page: Page, name: RegExp) => section(page).getByRole("checkbox", { name });

test("what is chosen takes effect at once and stays, in every tab", async ({ page, person }) => {
  await page.goto("/account");
  await expect(box(page, /^Sign-ins in a new browser/)).toBeChecked();
  await expect(box(page, /^Accepted invites/)).toBeChecked();
  await expect(box(page, /^Plan limits/)).toBeChecked();
  const publishing = box(page, /^Publishing to live/);
  await expect(publishing).not.toBeChecked();
  await publishing.check();
  await expect.poll(async () => (await person.api.get("/api/account/notices")).publishing).toBe(true);
  const other = await page.context().newPage();
  await other.goto("/account");
  await expect(box(other, /^Publishing to live/)).toBeChecked();
  await box(other, /^Plan limits/).uncheck();
  await expect.poll(async () => (await person.api.get("/api/account/notices")).limits).toBe(false);
  await page.reload();
  await expect(publishing).toBeChecked();
  await expect(box(page, /^Plan limits/)).not.toBeChecked();
});

test("a choice that could not be saved goes back, and says so", async ({ page, person, noise }) => {
  noise.allow(/status of 503|ERR_FAILED/);
  await page.goto("/account");
  const publishing = box(page, /^Publishing to live/);
  await expect(publishing).toBeVisible();
  const problem = { type: "urn:portico:problem:unavailable", title: "Busy", status: 503, detail: "Try again in a moment.", request_id: "test" };
  await page.route("**/api/account/notices", (route) =>
    route.request().method() === "PATCH"
      ? route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(problem) })
      : route.continue(),
  );
  await publishing.click();
  await expect(page.locator(".toast-error")).toContainText("Try again in a moment.");
  await expect(publishing).not.toBeChecked();
  expect((await person.api.get("/api/account/notices")).publishing).toBe(false);
});

test("mail tells of a sign-in elsewhere, of an accepted invite, and of what is live now", async ({ page, person, newBrowser, baseURL }) => {
  test.slow();
  await page.goto("/account");
  await box(page, /^Publishing to live/).check();
  await expect.poll(async () => (await person.api.get("/api/account/notices")).publishing).toBe(true);
  const subjects = async () => (await person.mails()).map((mail) => mail.subject);
  await person.elsewhere("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0");
  await expect.poll(subjects).toContain("A new sign-in to your Portico account");
  expect((await person.mails()).find((mail) => mail.subject.startsWith("A new sign-in"))!.body).toContain("Firefox");

  const anna = await Person.inBrowser(await newBrowser(), baseURL!);
  const own = await person.api.createOrganization("Lighthouse");
  await memberships(person, own).join(anna, "viewer");
  const shop = await Configured.create(anna.api, "Shop");
  await memberships(anna, shop.organization).join(person, "admin");
  await shop.publishLive();
  // What was written down is looked at ten seconds later.
  await expect(async () => {
    await runCron(baseURL!);
    const all = await subjects();
    expect(all).toContain(`${anna.email} has joined Lighthouse`);
    expect(all).toContain("Shop was published to live");
  }).toPass({ timeout: 45_000, intervals: [10_500] });
  expect((await subjects()).filter((subject) => subject === "Shop was published to live"), "once").toHaveLength(1);
  expect((await anna.mails()).map((mail) => mail.subject)).not.toContain("Shop was published to live");
});
