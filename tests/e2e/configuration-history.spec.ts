import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { Person } from "./support/person";
import { problem } from "./support/problems";
import { Configured, SECRET, setting } from "./support/configuration";

const dialog = (page: Page) => page.getByRole("dialog");
const rows = (page: Page) => dialog(page).getByRole("list", { name: "Versions that changed it" }).getByRole("listitem");
const history = (page: Page, title: string) => page.getByRole("main").getByRole("button", { name: `History of ${title}`, exact: true });

test("each setting says who changed it last, and shows its earlier values", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", { "auth.session_length": 60 }, {}, "Shorter");
  await shop.publish("sandbox", { "app.display_name": "Lighthouse" }, {}, "A name");
  await shop.publish("sandbox", { "auth.session_length": 15 }, {}, "Shorter still");
  await shop.publish("sandbox", { "auth.session_length": null }, {}, "As it was");
  await page.goto(shop.page("sandbox/configuration"));
  await expect(setting(page, "Display name")).toContainText(new RegExp(`${person.email} set this in version 3, `));
  await expect(setting(page, "Session length")).toContainText("published the default in version 5, ");
  await expect(setting(page, "Maintenance")).not.toContainText("version");

  await history(page, "Session length").click();
  await expect(page).toHaveURL(shop.page("sandbox/configuration?history=auth.session_length"));
  await expect(dialog(page).getByRole("heading").first()).toHaveText("History of Session length");
  await expect(rows(page)).toHaveText([
    /published the default in version 5, .*As it was\s*1440/s,
    /set this in version 4, .*Shorter still\s*15/s,
    /set this in version 2, .*Shorter\s*60/s,
  ]);
  await page.reload();
  await expect(rows(page), "it stands in the address").toHaveCount(3);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
  await expect(page).toHaveURL(shop.page("sandbox/configuration"));

  await setting(page, "Display name").getByRole("link", { name: "version 3" }).click();
  await expect(page).toHaveURL(shop.page("sandbox/versions?compare=2..3"));
  await expect(dialog(page).getByRole("listitem")).toContainText([/My app.*Lighthouse/s]);
});

test("a publication is in the line and in the history at once", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox/configuration"));
  await history(page, "Session length").focus();
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toContainText("Never changed");
  await expect(dialog(page)).toContainText("It has had its default, or no value, since the first version.");
  await page.keyboard.press("Escape");
  await expect(history(page, "Session length")).toBeFocused();
  await shop.publish("sandbox", { "auth.session_length": 60 });
  await page.reload();
  await expect(setting(page, "Session length")).toContainText("set this in version 2");
  await history(page, "Session length").click();
  await expect(rows(page)).toHaveCount(1);
});

test("of a secret only that it changed is shown, and long values are opened by whoever wants to read them", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  const origins = Array.from({ length: 12 }, (_, at) => `https://shop-${at}.example`);
  await shop.publish("sandbox", { "auth.allowed_origins": origins }, { "auth.signing_secret": SECRET });
  await page.goto(shop.page("sandbox/configuration?history=auth.signing_secret"));
  await expect(rows(page)).toContainText(["A secret: no one can read it here."]);
  await expect(dialog(page)).not.toContainText(SECRET);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
  await history(page, "Allowed origins").click();
  const beginning = rows(page).locator("summary");
  await expect(beginning).toHaveText("https://shop-0.example…");
  await expect(rows(page).getByText("https://shop-11.example")).toBeHidden();
  await beginning.focus();
  await page.keyboard.press("Enter");
  await expect(rows(page).getByText("https://shop-11.example")).toBeVisible();
});

test("what could not be loaded is asked for again, and older changes come behind those that are there", async ({ page, person, noise }) => {
  noise.allow(/status of 500/);
  const shop = await Configured.create(person.api);
  for (const minutes of [10, 20, 30]) await shop.publish("sandbox", { "auth.session_length": minutes });
  let asked = 0;
  // The first page has one change, as if the others were a hundred versions away.
  await page.route("**/settings/auth.session_length/history*", async (route) => {
    if (++asked === 1) return route.fulfill(problem(500, "internal", "Try again in a moment."));
    const response = await route.fetch();
    if (route.request().url().includes("after=")) return route.fulfill({ response });
    const found = await response.json();
    return route.fulfill({ response, json: { ...found, changes: found.changes.slice(0, 1), looked_to: 4, next: "4" } });
  });
  await page.goto(shop.page("sandbox/configuration?history=auth.session_length"));
  await dialog(page).getByRole("button", { name: "Try again" }).click();
  await expect(rows(page)).toHaveCount(1);
  await dialog(page).getByRole("button", { name: "Show more" }).click();
  await expect(rows(page)).toContainText(["version 4", "version 3", "version 2"]);
  await expect(dialog(page).getByRole("button", { name: "Show more" })).toHaveCount(0);
});

test("a Viewer reads the history, and where nothing is published there is none", async ({ page, person, newBrowser, baseURL }) => {
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", { "auth.session_length": 60 });
  const browser = await newBrowser();
  await shop.join(await Person.inBrowser(browser, baseURL!), "viewer");
  const other = await browser.newPage();
  await other.goto(shop.page("sandbox/configuration"));
  await history(other, "Session length").click();
  await expect(rows(other)).toContainText([`${person.email} set this in version 2`]);
  await page.goto(shop.page("live/configuration"));
  await expect(setting(page, "Session length")).toBeVisible();
  await expect(page.getByRole("button", { name: /^History of/ })).toHaveCount(0);
});
