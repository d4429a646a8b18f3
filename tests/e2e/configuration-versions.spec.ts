import { expect, test } from "./support/fixtures";
import { Configured, toast } from "./support/configuration";

test("two versions are compared, and an older one is published again", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  const first = await (await shop.read(page.request, "sandbox")).headers()["etag"];
  await shop.publish("sandbox", { "app.display_name": "Two" }, {}, "Second");
  await shop.publish("sandbox", { "auth.session_length": 15 }, {}, "Third");
  await page.goto(shop.page("sandbox/versions"));
  const rows = page.getByRole("list", { name: "Versions" }).getByRole("listitem");
  await expect(rows).toHaveText([/^3Third/, /^2Second/, /^1Created from the template/]);
  await expect(rows.first()).toContainText("Current");
  await expect(rows.first()).toContainText(person.email);
  await expect(rows.filter({ hasText: "Published" }), "what is true of most versions is not said of each").toHaveCount(0);

  await page.getByLabel("Compare version 3").check();
  await page.getByLabel("Compare version 1").check();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page).toHaveURL(shop.page("sandbox/versions?compare=1..3"));
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading")).toHaveText("Version 1 and version 3");
  await expect(dialog.getByRole("listitem")).toContainText([/My app.*Two/s, /1440.*15/s]);
  await page.reload();
  await expect(dialog.getByRole("listitem"), "the comparison is in the address").toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(shop.page("sandbox/versions"));

  await page.getByRole("button", { name: "Actions for version 1" }).click();
  await page.getByRole("menuitem", { name: "Roll back to this version" }).click();
  await expect(dialog.getByRole("listitem")).toContainText([/Two.*My app/s, /15.*1440/s]);
  await dialog.getByRole("button", { name: "Roll back sandbox" }).click();
  await expect(toast(page, "Version 4 holds the values of version 1")).toBeVisible();
  await expect(rows.first()).toContainText("Rolled back to 1");
  const now = await shop.read(page.request, "sandbox");
  expect(now.headers()["portico-version"]).toBe("4");
  expect(now.headers()["etag"], "the same content has the same hash").toBe(first);
  await page.getByRole("button", { name: "Actions for version 4" }).click();
  await expect(page.getByRole("menuitem").first()).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Roll back to this version" })).toHaveCount(0);
});

test("rolling back live asks for the project's name", async ({ page, person, noise }) => {
  noise.allow(/status of 422/);
  const shop = await Configured.create(person.api);
  await shop.publishLive();
  await shop.publish("live", { "app.display_name": "Broken" });
  await page.goto(shop.page("live/versions"));
  // What would be lost comes late, and moves nothing.
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/versions/1", async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("button", { name: "Actions for version 1" }).click();
  await page.getByRole("menuitem", { name: "Roll back to this version" }).click();
  const dialog = page.getByRole("dialog");
  const button = dialog.getByRole("button", { name: "Roll back live" });
  await expect(dialog.getByRole("status", { name: "Loading" })).toBeVisible();
  const before = await button.boundingBox();
  release();
  await expect(dialog.getByRole("listitem")).toContainText([/Broken.*Lighthouse/s]);
  expect(await button.boundingBox()).toEqual(before);
  await button.click();
  await expect(dialog).toContainText("Type the project's name, exactly as it is, to change live.");
  await dialog.getByLabel("Type the project's name to confirm").fill("Shop");
  await dialog.getByRole("button", { name: "Roll back live" }).click();
  await expect(toast(page, "Version 3 holds the values of version 1")).toBeVisible();
  expect(await shop.values(page.request, "live")).toMatchObject({ "app.display_name": "Lighthouse" });
});

test("a roll back that somebody was faster with is refused, and can be tried again", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", { "app.display_name": "Two" });
  await page.goto(shop.page("sandbox/versions"));
  await page.getByRole("button", { name: "Actions for version 1" }).click();
  await page.getByRole("menuitem", { name: "Roll back to this version" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("listitem")).toHaveCount(1);
  await shop.publish("sandbox", { "auth.session_length": 15 });
  await dialog.getByRole("button", { name: "Roll back sandbox" }).click();
  await expect(dialog.getByRole("alert").first()).toContainText("Someone changed this in the meantime");
  await dialog.getByRole("button", { name: "Load the current values" }).click();
  await expect(dialog.getByRole("listitem")).toHaveCount(2);
  await dialog.getByRole("button", { name: "Roll back sandbox" }).click();
  await expect(toast(page, "Version 4 holds the values of version 1")).toBeVisible();
});
