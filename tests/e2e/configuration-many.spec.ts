import { ok } from "./support/api";
import { expect, test } from "./support/fixtures";
import { Configured, bar, setting, toast } from "./support/configuration";

test("500 settings are filled in without waiting", async ({ page, person }) => {
  test.slow();
  const shop = await Configured.create(person.api, "Shop", "empty");
  const kinds = [{ type: "text" }, { type: "boolean" }, { type: "integer", min: 0 }, { type: "url_list" }, { type: "json" }];
  const settings = Array.from({ length: 500 }, (_, at) => ({
    key: `group_${Math.floor(at / 20)}.setting_${at}`,
    title: `Setting ${at}`,
    description: "One of five hundred.",
    kind: kinds[at % 5],
  }));
  await shop.schema(settings);
  await page.goto(shop.page("sandbox/configuration"));
  await expect(bar(page)).toBeAttached();
  const last = setting(page, "Setting 495").getByRole("textbox");
  await last.scrollIntoViewIfNeeded();
  await last.focus();
  // How long the page is busy with one letter: the third best of twenty, because the machine has other things to do as well.
  const busy = await last.evaluate(async (input: HTMLInputElement) => {
    const times: number[] = [];
    for (let letter = 0; letter < 20; letter++) {
      const began = performance.now();
      input.value += "x";
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((done) => setTimeout(done));
      times.push(performance.now() - began);
    }
    return times.sort((one, other) => one - other)[2];
  });
  expect(busy, "milliseconds for a letter").toBeLessThan(50);
  await page.getByRole("searchbox", { name: "Filter settings" }).fill("setting 499");
  await expect(page.locator(".setting:visible")).toHaveCount(1);
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(toast(page, "Draft saved")).toBeVisible();
  const { draft } = await shop.show("sandbox");
  expect(draft.values).toEqual({ "group_24.setting_495": "x".repeat(20) });
});

test("a JSON value of 200 KB is saved and published, and a larger one is refused in words", async ({ page, person }) => {
  const shop = await Configured.create(person.api, "Shop", "empty");
  await shop.schema([{ key: "big", title: "Big", kind: { type: "json" } }]);
  await page.goto(shop.page("sandbox/configuration"));
  const big = setting(page, "Big").getByRole("textbox");
  const text = (kilobytes: number) => JSON.stringify({ text: "x".repeat(kilobytes * 1024 - 100) });
  await big.fill(text(201));
  await expect(setting(page, "Big")).toContainText("Use at most 200 KB of JSON.");
  await big.fill(text(200));
  await expect(setting(page, "Big")).not.toContainText("Use at most");
  await bar(page).getByRole("button", { name: "Publish…" }).click();
  await page.getByRole("dialog").getByLabel("Message").fill("Big");
  await page.getByRole("dialog").getByRole("button", { name: "Publish to sandbox" }).click();
  await expect(toast(page, /Version \d published to sandbox/)).toBeVisible();
  expect(Object.keys(await shop.values(page.request, "sandbox"))).toEqual(["big"]);
});

test("versions come in pages while one scrolls, and every one can be reached", async ({ page, person }) => {
  test.slow();
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", { "auth.session_length": 65 });
  // One request for each: to the first and to the second in turn.
  for (let number = 3; number <= 60; number++) {
    const to = 2 - (number % 2);
    await ok(person.api.post(shop.at("sandbox", `versions/${to}/roll-back`), { version: number - 1, message: `Length ${number}` }));
  }
  await page.goto(shop.page("sandbox/versions"));
  const rows = page.getByRole("list", { name: "Versions" }).getByRole("listitem");
  await expect(rows.first()).toContainText("Length 60");
  const first = page.getByText("Created from the template");
  await expect(async () => {
    await page.mouse.wheel(0, 2000);
    await expect(first).toBeVisible({ timeout: 200 });
  }).toPass();
  expect(await rows.count(), "only those in sight are in the document").toBeLessThan(50);
  await page.getByLabel("Compare version 1", { exact: true }).check();
  await page.evaluate(() => scrollTo(0, 0));
  await page.getByLabel("Compare version 60").check();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByRole("dialog").getByRole("listitem")).toContainText([/1440.*65/s]);
});
