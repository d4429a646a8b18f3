import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { Person } from "./support/person";
import { Configured, bar, setting, toast } from "./support/configuration";

const save = (page: Page) => bar(page).getByRole("button", { name: "Save draft" });
const box = (page: Page, title: string) => setting(page, title).getByRole("textbox");

/** Two people with the same settings open, each in a browser of their own. */
async function two(person: Person, newBrowser: () => Promise<import("@playwright/test").BrowserContext>, baseURL: string, page: Page) {
  const shop = await Configured.create(person.api);
  const browser = await newBrowser();
  const other = await Person.inBrowser(browser, baseURL);
  await shop.join(other, "admin");
  const theirs = await browser.newPage();
  for (const one of [page, theirs]) {
    await one.goto(shop.page("sandbox/configuration"));
    await expect(bar(one)).toBeAttached();
  }
  return { shop, other, theirs };
}

test("two people save the same draft: what only one of them touched is kept of both", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 409/);
  const { shop, theirs } = await two(person, newBrowser, baseURL!, page);
  await box(page, "Display name").fill("By me");
  await box(theirs, "Session length").fill("90");
  await save(theirs).click();
  await expect(toast(theirs, "Draft saved")).toBeVisible();
  await save(page).click();
  await expect(bar(page).getByRole("alert")).toContainText("Someone changed the draft in the meantime");
  await expect(box(page, "Session length"), "theirs is shown").toHaveValue("90");
  await expect(box(page, "Display name"), "mine is still here").toHaveValue("By me");
  await save(page).click();
  await expect(toast(page, "Draft saved")).toBeVisible();
  const { draft } = await shop.show("sandbox");
  expect(draft.values).toEqual({ "app.display_name": "By me", "auth.session_length": 90 });
});

test("two people change the same setting: mine, theirs and what it was are shown, and one is chosen", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 409/);
  const { shop, other, theirs } = await two(person, newBrowser, baseURL!, page);
  for (const [choice, expected] of [
    ["Keep mine", "Mine"],
    ["Take theirs", "Theirs"],
    ["Go back", "My app"],
  ]) {
    const before = await box(page, "Display name").inputValue();
    await theirs.reload();
    await box(page, "Display name").fill("Mine");
    await box(theirs, "Display name").fill("Theirs");
    await save(theirs).click();
    await expect(toast(theirs, "Draft saved")).toBeVisible();
    await save(page).click();
    const conflict = page.getByRole("group", { name: "Display name: changed twice" });
    await expect(conflict).toContainText(`${other.email} saved a different value`);
    await expect(conflict.getByRole("listitem")).toContainText([/Mine/, /Theirs/, new RegExp(before)]);
    await expect(save(page)).toHaveAttribute("data-reason", /Choose which value to keep for 1 setting first/);
    await conflict.getByRole("button", { name: choice }).click();
    await expect(conflict).toHaveCount(0);
    if (choice !== "Take theirs") {
      await save(page).click();
      await expect(toast(page, "Draft saved")).toBeVisible();
    }
    await expect(box(page, "Display name"), choice).toHaveValue(expected === "My app" ? before : expected);
    // The next round begins where both see the same.
    const { revision } = await shop.show("sandbox");
    const discarded = await person.api.delete(`${shop.at("sandbox", "draft")}?revision=${revision}`);
    expect(discarded.ok(), await discarded.text()).toBe(true);
    await page.reload();
  }
});

test("who comes back to the window sees what the other one saved", async ({ context, person }) => {
  const shop = await Configured.create(person.api);
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(shop.page("sandbox/configuration"));
  await expect(bar(page)).toBeAttached();
  await box(page, "Session length").fill("77");
  await shop.save("sandbox", { "app.display_name": "Saved elsewhere" });
  await page.clock.fastForward(16_000);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(box(page, "Display name")).toHaveValue("Saved elsewhere");
  await expect(box(page, "Session length"), "what is typed stays").toHaveValue("77");
  await expect(page.getByText(`Draft saved by ${person.email}`)).toBeVisible();
});

test("a draft that a newer version overtook asks where both changed the same", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", { "app.display_name": "One", "auth.session_length": 10 });
  await shop.save("sandbox", { "app.display_name": "Of the draft", "auth.session_length": 20 });
  // A roll back does not touch the draft.
  const rolled = await person.api.post(shop.at("sandbox", "versions/1/roll-back"), { version: 2, message: "Back" });
  expect(rolled.status(), await rolled.text()).toBe(201);
  await page.goto(shop.page("sandbox/configuration"));
  await expect(page.getByText("The draft was started on version 2.")).toBeVisible();
  const conflict = page.getByRole("group", { name: "Display name: changed twice" });
  await expect(conflict.getByRole("listitem")).toContainText([/Of the draft/, /Default \(My app\)/, /One/]);
  await conflict.getByRole("button", { name: "Take theirs" }).click();
  await page.getByRole("group", { name: "Session length: changed twice" }).getByRole("button", { name: "Keep mine" }).click();
  await save(page).click();
  await expect(toast(page, "Draft saved")).toBeVisible();
  const { draft } = await shop.show("sandbox");
  expect(draft.values).toEqual({ "auth.session_length": 20 });
});

test("publishing what somebody else published meanwhile is refused, and the new difference shown", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  const shop = await Configured.create(person.api);
  await shop.save("sandbox", { "app.display_name": "Draft" });
  await page.goto(shop.page("sandbox/configuration"));
  await bar(page).getByRole("button", { name: "Publish…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Message").fill("Mine");
  const rolled = shop.publish("sandbox", { "auth.session_length": 33 });
  await rolled;
  await shop.save("sandbox", { "features.maintenance": true });
  await dialog.getByRole("button", { name: "Publish to sandbox" }).click();
  await expect(dialog.getByRole("alert").first()).toContainText("Someone changed this in the meantime");
  await expect(dialog).toContainText("features.maintenance");
  await expect(dialog.getByLabel("Message"), "what was typed stays").toHaveValue("Mine");
  await dialog.getByRole("button", { name: "Load the current values" }).click();
  await dialog.getByRole("button", { name: "Publish to sandbox" }).click();
  await expect(toast(page, "Version 3 published to sandbox")).toBeVisible();
});
