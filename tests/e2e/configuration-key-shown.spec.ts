import { Configured } from "./support/configuration";
import { expect, test } from "./support/fixtures";

for (const when of ["before the page is opened again", "when it is open again"]) {
  test(`a new key whose page is left while it is being made is shown on return, though the answer comes ${when}`, async ({ page, person }) => {
    const shop = await Configured.create(person.api);
    let arrived = () => {};
    let answer = () => {};
    const made = new Promise<void>((resolve) => (arrived = resolve));
    const released = new Promise<void>((resolve) => (answer = resolve));
    await page.route("**/environments/sandbox/keys", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      arrived();
      await released;
      await route.continue();
    });
    await page.goto(shop.page("sandbox"));
    await page.getByRole("navigation", { name: "Project pages" }).getByRole("link", { name: "Keys" }).click();
    await page.getByRole("button", { name: "Create key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Web server");
    await dialog.getByRole("button", { name: "Create key" }).click();
    await made;
    const prevented = () => page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
    expect(await prevented(), "the browser asks before the tab is closed").toBe(true);
    await page.goBack();
    await expect(page).toHaveURL(shop.page("sandbox"));
    await expect(dialog).toHaveCount(0);
    if (when.startsWith("before")) {
      const answered = page.waitForResponse((response) => response.request().method() === "POST" && response.url().endsWith("/keys"));
      answer();
      await (await answered).finished();
    }
    await page.goForward();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Keys");
    answer();
    await expect(dialog.locator("code")).toHaveText(/^\S{20,}$/);
    await dialog.getByRole("button", { name: "I have copied it" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("list", { name: "Server keys" }).getByRole("listitem")).toHaveCount(1);
    await page.getByRole("main").getByRole("button", { name: "Create key" }).first().click();
    await expect(dialog.getByLabel("Name"), "it is done").toHaveValue("");
  });
}

test("a new key is shown until it is copied: neither Esc, nor a click beside, nor its cross, nor Back takes it away", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox"));
  await page.getByRole("navigation", { name: "Project pages" }).getByRole("link", { name: "Keys" }).click();
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Web server");
  await dialog.getByRole("button", { name: "Create key" }).click();
  const token = await dialog.locator("code").innerText();
  for (const _ of [1, 2, 3]) await page.keyboard.press("Escape");
  await page.mouse.click(10, 10);
  await expect(dialog.getByRole("button", { name: "Close" })).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("button", { name: "Close" }).dispatchEvent("click");
  await expect(dialog.locator("code")).toHaveText(token);
  await page.goBack();
  await expect(page).toHaveURL(shop.page("sandbox"));
  await expect(dialog).toHaveCount(0);
  await page.goForward();
  await expect(dialog.locator("code"), "it waits").toHaveText(token);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(token);
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await expect(dialog).toHaveCount(0);
  await page.goBack();
  await page.goForward();
  await expect(page.getByRole("list", { name: "Server keys" })).toBeVisible();
  await expect(dialog, "it is gone for good").toHaveCount(0);
});
