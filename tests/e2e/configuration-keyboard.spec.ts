import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { Configured, bar, setting, toast } from "./support/configuration";

/** Presses Tab until the element that fits has the focus. */
async function tabTo(page: Page, found: (element: Element) => boolean) {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    const here = await page.evaluateHandle(() => document.activeElement!);
    if (await here.evaluate(found)) return;
  }
  throw new Error("Tab never came there");
}

const reads = (text: string) => new Function("element", `return element.textContent.trim() === ${JSON.stringify(text)}`) as (element: Element) => boolean;

test("from the settings to the published version by the keyboard alone", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox/configuration"));
  await expect(bar(page)).toBeAttached();
  await tabTo(page, (element) => element.id === "value.app.display_name");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("By keyboard");
  await tabTo(page, (element) => element.id === "value.features.maintenance");
  await page.keyboard.press("Space");
  await expect(setting(page, "Maintenance").getByRole("switch")).toBeChecked();
  await tabTo(page, reads("Publish…"));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Message")).toBeFocused();
  await page.keyboard.type("Keys only");
  await tabTo(page, reads("Publish to sandbox"));
  await page.keyboard.press("Enter");
  await expect(toast(page, "Version 2 published to sandbox")).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 }), "the bar is gone, and the keyboard is at the page").toBeFocused();
  expect(await shop.values(page.request, "sandbox")).toMatchObject({ "app.display_name": "By keyboard", "features.maintenance": true });
});

test("what has the keyboard is never behind the bar of the draft", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.goto(shop.page("sandbox/configuration"));
  await expect(bar(page)).toBeAttached();
  await setting(page, "Display name").getByRole("textbox").fill("Changed");
  const top = async () => (await bar(page).boundingBox())!.y;
  for (let presses = 0; presses < 14; presses++) {
    await page.keyboard.press("Tab");
    const box = await page.evaluate(() => {
      const element = document.activeElement!;
      const { top, bottom, height } = element.getBoundingClientRect();
      return { top, bottom, height, inBar: Boolean(element.closest(".draft-bar")) || element === document.body };
    });
    if (!box.inBar && box.height > 0) expect(box.bottom).toBeLessThanOrEqual((await top()) + 1);
  }
});

test("settings of the schema are moved by keys, which stay on the setting", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("schema"));
  const rows = page.getByRole("list", { name: "Settings" }).getByRole("listitem");
  await page.getByRole("button", { name: "Edit Display name" }).focus();
  for (const place of [1, 2]) {
    await page.keyboard.press("Alt+ArrowDown");
    await expect(rows.nth(place)).toContainText("app.display_name");
    await expect(page.getByRole("button", { name: "Edit Display name" })).toBeFocused();
  }
  await page.getByRole("button", { name: "Move up Display name" }).press("Enter");
  await expect(rows.nth(1)).toContainText("app.display_name");
  await expect(page.getByRole("button", { name: "Move up Display name" })).toBeFocused();
});
