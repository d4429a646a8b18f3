import { expect, test } from "./support/fixtures";
import { Configured, bar, setting, toast } from "./support/configuration";
import { organizations } from "./support/bar";
import { small } from "./support/targets";

test("nothing that is pressed is smaller than 24 px in what opens over a page: a menu, a dropdown, a dialog, a message, and the note of what stalls", async ({ page, person, baseURL }) => {
  const shop = await Configured.create(person.api);
  await page.goto(`/o/${shop.organization.slug}`);
  await page.getByRole("button", { name: "Account" }).click();
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  expect.soft(await small(page, 24), "the account menu").toEqual([]);
  await page.keyboard.press("Escape");
  await organizations(page).button.click();
  await expect(organizations(page).entry(/Create organization/)).toBeVisible();
  expect.soft(await small(page, 24), "the dropdown of organizations").toEqual([]);
  await page.keyboard.press("Escape");
  await page.goto(shop.page("sandbox/keys"));
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("dialog").getByLabel("Name")).toBeVisible();
  expect.soft(await small(page, 24), "a dialog").toEqual([]);
  await page.goto(shop.page("sandbox/configuration"));
  await setting(page, "Maintenance").getByRole("switch").check();
  await bar(page).getByRole("button", { name: "Save draft" }).click();
  await expect(toast(page, "Draft saved")).toBeVisible();
  expect.soft(await small(page, 24), "a message").toEqual([]);
  // The answer to the next one never comes.
  await page.clock.install();
  await page.goto(`/o/${shop.organization.slug}/new`);
  await page.getByLabel("Project Name").fill("Till");
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url() === `${baseURL}/api/organizations/${shop.organization.slug}/projects`);
  await page.route("**/api/organizations/*/projects", (route) => (route.request().method() === "POST" ? undefined : route.continue()));
  await page.getByRole("button", { name: "Create project" }).click();
  await sent;
  await page.clock.fastForward(5_100);
  await expect(page.getByRole("button", { name: "Stop waiting" })).toBeVisible();
  expect.soft(await small(page, 24), "the note of what stalls").toEqual([]);
});

test.describe("with a finger", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test("the ticks of versions, the names of usage and those of organizations are 44 px high", async ({ page, person }) => {
    const shop = await Configured.create(person.api);
    expect((await shop.read(page.request, "sandbox")).status()).toBe(200);
    const high = async (selector: string) => {
      await expect(page.locator(selector).first()).toBeVisible();
      const heights = await page.locator(selector).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
      for (const height of heights) expect.soft(height, selector).toBeGreaterThanOrEqual(43.5);
    };
    await page.goto(shop.page("sandbox/versions"));
    await high("label:has(> [aria-label^='Compare version'])");
    await page.goto("/organizations");
    await high(".organization-link");
    await high(".organization td a");
    await high(".organizations-sort");
    await expect
      .poll(async () => (await person.api.get(`/api/organizations/${shop.organization.slug}/usage?month=${new Date().toISOString().slice(0, 7)}`)).total)
      .toBeGreaterThan(0);
    await page.goto(`/o/${shop.organization.slug}/billing/usage`);
    await high("tbody th .table-link");
  });
});

for (const [width, height] of [[1280, 420], [1280, 800], [390, 844]] as const) {
  test(`a message never covers the bar of the draft, at ${width} x ${height}`, async ({ page, person }) => {
    const shop = await Configured.create(person.api);
    await page.setViewportSize({ width, height });
    await page.goto(shop.page("sandbox/configuration"));
    await setting(page, "Maintenance").getByRole("switch").check();
    await bar(page).getByRole("button", { name: "Save draft" }).click();
    const said = toast(page, "Draft saved");
    await expect(said).toBeVisible();
    for (const to of [0, 100_000]) {
      await page.evaluate((to) => window.scrollTo(0, to), to);
      const [message, draft] = [(await said.boundingBox())!, (await bar(page).boundingBox())!];
      const apart = message.y + message.height <= draft.y || draft.y + draft.height <= message.y;
      expect(apart, JSON.stringify({ message, draft })).toBe(true);
    }
  });
}

test("a time stays in one line, however long ago it was", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  await person.api.createProjects(organization, ["Shop"]);
  await page.clock.install({ time: Date.now() + 44 * 60_000 });
  for (const [address, selector] of [[`/o/${organization.slug}`, "#main .row-when"], [`/o/${organization.slug}/members`, "#main .member-when"]] as const) {
    await page.goto(address);
    const when = page.locator(selector).first();
    await expect(when).toContainText("44 minutes ago");
    const lines = await when.evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return new Set([...range.getClientRects()].map((rect) => Math.round(rect.bottom))).size;
    });
    expect(lines, address).toBe(1);
    const inside = await when.evaluate((element) => element.scrollWidth <= element.clientWidth || getComputedStyle(element).display === "inline");
    expect(inside, address).toBe(true);
  }
});

test.describe("with forced colours", () => {
  test.use({ forcedColors: "active" } as object);

  test("the bar of the draft has an edge, the chosen tab is marked, badges have a border", async ({ page, person }) => {
    const shop = await Configured.create(person.api);
    await page.emulateMedia({ forcedColors: "active" });
    await page.goto(shop.page("sandbox/configuration"));
    await expect(bar(page)).toHaveCSS("border-top-style", "solid");
    await expect(page.locator(".badge").first()).toHaveCSS("border-top-style", "solid");
    await page.goto(shop.page("sandbox"));
    await expect(page.getByRole("tab", { selected: true })).toHaveCSS("outline-style", "solid");
    await expect(page.getByRole("tab", { selected: false }).first()).not.toHaveCSS("outline-style", "solid");
  });

  test("what differs and what is live are marked, and code is not read under its button", async ({ page, person }) => {
    const shop = await Configured.create(person.api);
    await shop.publishLive();
    await shop.publish("sandbox", { "auth.session_length": 75 });
    await page.emulateMedia({ forcedColors: "active" });
    await page.goto(shop.page("sandbox"));
    const rows = page.locator("#main .value-row");
    await expect(rows.filter({ hasText: "auth.session_length" })).toHaveCSS("border-left-width", "3px");
    await expect(rows.filter({ hasText: "features.maintenance" })).toHaveCSS("border-left-width", "0px");
    await expect(page.locator(".bar")).toHaveCSS("border-bottom-width", "1px");
    const canvas = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await expect(page.locator(".code .copy").first()).toHaveCSS("background-color", canvas);
    await page.goto(shop.page("live"));
    await expect(rows.first()).toBeVisible();
    await expect(page.locator(".bar")).toHaveCSS("border-bottom-width", "3px");
  });

  test("the series of the chart are told apart", async ({ page, person }) => {
    const organization = await person.api.createOrganization("Lighthouse");
    for (const name of ["One", "Two", "Three"]) {
      const shop = await Configured.in(person.api, organization, name);
      expect((await shop.read(page.request, "sandbox")).status()).toBe(200);
    }
    const usage = `/api/organizations/${organization.slug}/usage?month=${new Date().toISOString().slice(0, 7)}`;
    await expect.poll(async () => (await person.api.get(usage)).total).toBe(3);
    await page.emulateMedia({ forcedColors: "active" });
    await page.goto(`/o/${organization.slug}/billing/usage`);
    const bars = page.locator(".chart-bar");
    await expect(bars.first()).toBeAttached();
    const fills = await bars.evaluateAll((all) => [...new Set(all.map((one) => `${one.getAttribute("data-series")} ${getComputedStyle(one).fill}`))]);
    expect(fills).toHaveLength(3);
    expect(new Set(fills.map((fill) => fill.slice(2))).size).toBe(3);
    await expect(page.locator(".chart-legend li")).toHaveCount(3);
  });
});

test("the bar on top runs to the edge of the page", async ({ page, person }) => {
  await person.api.createOrganization("Lighthouse");
  await page.goto("/organizations");
  await expect(page.locator("html")).toHaveCSS("overflow-y", "scroll");
  const right = await page.locator("header.bar").evaluate((bar) => bar.getBoundingClientRect().right);
  expect(right).toBe(await page.evaluate(() => document.documentElement.clientWidth));
});
