import { Configured, bar, setting, toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";

const dialog = (page: import("@playwright/test").Page) => page.getByRole("dialog");

test("publishing to the sandbox says by itself what changes, and is undone or promoted from the message", async ({ page, person }) => {
  test.slow();
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox/configuration"));
  const publish = async (minutes: string) => {
    await setting(page, "Session length").getByRole("textbox").fill(minutes);
    await bar(page).getByRole("button", { name: "Publish…" }).click();
    await expect(dialog(page).getByLabel("Message")).toHaveValue(`Session length: ${minutes}`);
  };
  await publish("60");
  await expect(dialog(page).getByLabel("Message")).toBeFocused();
  const selected = (area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd);
  expect(await dialog(page).getByLabel("Message").evaluate(selected), "what is typed takes its place").toBe("Session length: 60");
  await dialog(page).getByRole("button", { name: "Publish to sandbox" }).click();
  await toast(page, "Version 2 published to sandbox").getByRole("button", { name: "Undo" }).click();
  await expect(toast(page, "Version 3 holds the values of version 1 again")).toBeVisible();
  expect(await shop.values(page.request, "sandbox")).toMatchObject({ "auth.session_length": 1440 });

  await publish("45");
  await page.keyboard.type("Shorter");
  await dialog(page).getByRole("button", { name: "Publish to sandbox" }).click();
  const said = toast(page, "Version 4 published to sandbox");
  await expect(said.getByRole("button", { name: "Undo" })).toBeVisible();
  const { versions } = await person.api.get(shop.at("sandbox", "versions"));
  expect(versions.map((version: { message: string }) => version.message).slice(0, 3)).toEqual(["Shorter", "Undo version 2", "Session length: 60"]);
  await said.getByRole("link", { name: "Promote" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Promote");
});

test("what somebody published meanwhile is not undone", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox/configuration"));
  await setting(page, "Session length").getByRole("textbox").fill("60");
  await bar(page).getByRole("button", { name: "Publish…" }).click();
  await dialog(page).getByRole("button", { name: "Publish to sandbox" }).click();
  const undo = toast(page, "Version 2 published to sandbox").getByRole("button", { name: "Undo" });
  // The pointer on it: it stays.
  await undo.hover();
  await shop.publish("sandbox", { "auth.session_length": 90 });
  await undo.click();
  await expect(toast(page, "Something else has been published since, so nothing was undone.")).toBeVisible();
  expect(await shop.values(page.request, "sandbox")).toMatchObject({ "auth.session_length": 90 });
});

test("live is published with a message of one's own and the typed name, and not undone by one click", async ({ page, person }) => {
  test.slow();
  const shop = await Configured.create(person.api);
  await shop.publishLive();
  await page.goto(shop.page("live/configuration"));
  await setting(page, "Session length").getByRole("textbox").fill("60");
  await bar(page).getByRole("button", { name: "Publish…" }).click();
  await expect(dialog(page).getByLabel("Message")).toHaveValue("");
  await dialog(page).getByLabel("Message").fill("Shorter");
  await dialog(page).getByLabel("Type the project's name to confirm").fill("Shop");
  await dialog(page).getByRole("button", { name: "Publish to live" }).click();
  const said = toast(page, "Version 2 published to live");
  await expect(said).toBeVisible();
  await expect(said.getByRole("button", { name: "Undo" })).toHaveCount(0);
});
