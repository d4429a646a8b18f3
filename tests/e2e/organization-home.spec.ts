import type { Page } from "@playwright/test";
import { app, organizations, projectList, projects, tab } from "./support/bar";
import { Configured } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { everyPlace } from "./support/places";

const pages = (page: Page) => app(page).getByRole("navigation", { name: "Organization pages" });

/** The pages of an organization: the address below it, and the tab that is lit. */
const PAGES = [
  ["", "Projects"],
  ["/new", "Projects"],
  ["/members", "Members 1"],
  ["/members/invites", "Members 1"],
  ["/billing/usage", "Usage"],
  ["/billing", "Billing"],
  ["/audit", "Audit log"],
  ["/trash", "Trash"],
  ["/settings", "Settings"],
  ["/export", "Settings"],
] as const;

test("every page of an organization is below its projects, and one of its tabs is lit", async ({ page, person }) => {
  test.slow();
  const organization = await person.api.createOrganization("Acme");
  for (const [below, lit] of PAGES) {
    await page.goto(`/o/${organization.slug}${below}`);
    await expect(pages(page).getByRole("link"), below).toHaveText(["Projects", "Members 1", "Usage", "Billing", "Audit log", "Trash", "Settings"]);
    await expect(pages(page).locator("[aria-current]"), below).toHaveText(lit);
    await expect(tab(page, "Projects"), below).toHaveAttribute("aria-current", /page|true/);
    await expect(tab(page, "Organizations"), below).not.toHaveAttribute("aria-current");
    await expect(organizations(page).button, below).toContainText("Acme");
    await expect(projects(page).button, below).toBeVisible();
  }
});

test("where no organization is in the address, the dropdown keeps the last one", async ({ page, person }) => {
  const acme = await person.api.createOrganization("Acme");
  await person.api.createOrganization("Zebra");
  await page.goto(`/o/${acme.slug}`);
  await expect(app(page).getByRole("heading", { level: 1 })).toHaveText("Projects");
  for (const address of ["/organizations", "/account", "/new"]) {
    await page.goto(address);
    await expect(app(page).getByRole("heading", { level: 1 })).toBeVisible();
    await expect(organizations(page).button, address).toContainText("Acme");
  }
  await tab(page, "Projects").click();
  await expect(page).toHaveURL(`/o/${acme.slug}`);
});

test("a row says what live answers and how far sandbox is ahead, and nothing of a project that was never live", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  const till = await Configured.in(person.api, shop.organization, "Till");
  await shop.publishLive();
  await till.publish("sandbox", { "auth.session_length": 30 });
  await page.goto(`/o/${shop.organization.slug}`);
  const row = (name: string) => projectList(page).getByRole("listitem").filter({ hasText: name });
  await expect(row("Shop").locator(".row-live")).toHaveText(/^Live is v1 · .+, .*(now|second|minute)/);
  await expect(row("Shop").locator(".row-drift")).toHaveText(/^Sandbox \d+ ahead$/);
  await expect(row("Till").locator(".row-live")).toHaveText("Not live yet");
  await expect(row("Till").locator(".row-drift")).toHaveCount(0);
  await expect(row("Till").locator(".row-when")).toHaveText(/^Changed /);
});

test("old addresses of a project lead to its pages", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  for (const [old, title] of [
    ["sandbox/settings", "Configuration"],
    ["live/settings", "Configuration"],
    ["general", "Project settings"],
  ]) {
    await page.goto(shop.page(old));
    await expect(app(page).getByRole("heading", { level: 1 })).toHaveText(title);
  }
});

/** How wide a screen is, and what stands in it. */
const WIDTHS = [
  [1440, 1376],
  [2200, 1440],
] as const;

test("lists and comparisons use the width of a screen of 1440 and of 2200 px, up to 1,440 px", async ({ page, person }) => {
  test.slow();
  const shop = await Configured.create(person.api);
  await shop.publishLive();
  const at = `/o/${shop.organization.slug}`;
  for (const [address, whole] of [
    [at, ".rows"],
    [`${at}/members`, ".rows"],
    [`${at}/audit`, ".rows"],
    ["/organizations", ".organizations"],
    [shop.page("sandbox"), ".environments"],
    [shop.page("sandbox/configuration"), ".settings"],
    [shop.page("live/versions"), ".rows"],
    [shop.page("promote"), "[aria-label=Settings]"],
  ]) {
    await page.goto(address);
    const list = app(page).locator(whole).first();
    for (const [width, wide] of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await expect(list, address).toBeVisible();
      expect.soft(Math.round((await list.boundingBox())!.width), `${address} at ${width} px`).toBe(wide);
    }
  }
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("the heading of a page is one line with its buttons, and the tab that is lit is in sight", async ({ page, person, noise }) => {
    test.slow();
    noise.allow(/status of 404/);
    for (const place of await everyPlace(person)) {
      await page.goto(place.address);
      await place.ready(page);
      const parts = app(page).locator(".page-header > *").filter({ visible: true });
      const middles = await parts.evaluateAll((all) =>
        all.map((part) => part.getBoundingClientRect()).filter((box) => box.width > 1).map((box) => (box.top + box.bottom) / 2),
      );
      const apart = middles.length === 0 ? 0 : Math.max(...middles) - Math.min(...middles);
      expect.soft(apart, `${place.name}: what stands in the heading lies beside each other`).toBeLessThan(8);
      for (const lit of await app(page).locator(".tabs [aria-current]").all()) {
        await expect.soft(lit, place.name).toBeInViewport({ ratio: 1 });
      }
    }
  });

  test("an environment ID is one line, also where the button to copy it is as large as a finger", async ({ page, person }) => {
    const shop = await Configured.create(person.api, "Warehouse scanner");
    await page.goto(shop.page("sandbox"));
    for (const mode of ["Sandbox", "Live"]) {
      const code = page.getByRole("group", { name: `${mode} environment ID` }).locator("code");
      await expect(code).toBeVisible();
      const lines = await code.evaluate((code) => {
        const range = document.createRange();
        range.selectNodeContents(code);
        return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
      });
      expect(lines, mode).toBe(1);
    }
  });

  test("who did something gives way in a row, and not what it was or when", async ({ page, person }) => {
    await person.api.patch("/api/account", { name: "Wilhelmina Featherstonehaugh-Cholmondeley" });
    const shop = await Configured.create(person.api);
    await shop.publishLive();
    for (const [address, list, when] of [
      [shop.page("live/versions"), "Versions", "time"],
      [`/o/${shop.organization.slug}`, "Projects", ".row-live time"],
      [`/o/${shop.organization.slug}/audit`, "Audit log", "time"],
    ]) {
      await page.goto(address);
      const row = app(page).getByRole("list", { name: list }).getByRole("listitem").first();
      const [inside, time] = [(await row.boundingBox())!, (await row.locator(when).first().boundingBox())!];
      expect(time.x + time.width, `${list}: the time is in the row`).toBeLessThanOrEqual(inside.x + inside.width);
      const cut = await row.locator(when).first().evaluate((time) => {
        const box = time.parentElement!;
        return time.getBoundingClientRect().right > box.getBoundingClientRect().right + 1;
      });
      expect(cut, `${list}: the time is whole`).toBe(false);
    }
  });
});
