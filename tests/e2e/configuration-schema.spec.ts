import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { Configured, setting, toast } from "./support/configuration";

const rows = (page: Page) => page.getByRole("list", { name: "Settings" }).getByRole("listitem");
const changes = (page: Page) => page.getByRole("region", { name: "Schema changes" });

test("settings are added, edited, moved and removed, and the forms follow", async ({ page, person }) => {
  const shop = await Configured.create(person.api, "Shop", "empty");
  await page.goto(shop.page("schema"));
  await expect(page.getByRole("heading", { name: "No settings yet" })).toBeVisible();
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Add setting" }).click();
  await expect(dialog.getByLabel("Title")).toBeFocused();
  await dialog.getByRole("button", { name: "Add setting" }).click();
  await expect(dialog.getByLabel("Title")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Title").fill("Retries");
  await dialog.getByLabel("Key", { exact: true }).fill("net.retries");
  await dialog.getByLabel("Type").selectOption({ label: "Whole number" });
  await dialog.getByLabel("At least").fill("5");
  await dialog.getByLabel("At most").fill("1");
  await dialog.getByLabel("Unit (optional)").fill("times");
  await dialog.getByLabel("Default (optional)").fill("3");
  await dialog.getByRole("button", { name: "Add setting" }).click();
  await expect(dialog).toContainText("This must not be below the lower bound.");
  await dialog.getByLabel("At least").fill("0");
  await dialog.getByLabel("At most").fill("9");
  await dialog.getByRole("button", { name: "Add setting" }).click();
  await expect(dialog).toHaveCount(0);

  await page.getByRole("button", { name: "Add setting" }).click();
  await dialog.getByLabel("Title").fill("Region");
  await dialog.getByLabel("Key", { exact: true }).fill("net.region");
  await dialog.getByLabel("Type").selectOption({ label: "One of" });
  await dialog.getByLabel("Options").fill("eu = Europe\nus = America");
  await dialog.getByLabel("Required in live").check();
  await dialog.getByRole("button", { name: "Add setting" }).click();
  await expect(rows(page)).toContainText([/net.retries/, /net.region/]);

  await page.getByRole("button", { name: "Move up Region" }).click();
  await expect(rows(page)).toContainText([/net.region/, /net.retries/]);
  await expect(changes(page).locator(".draft-bar-count")).toHaveText("2 changes");
  await changes(page).getByRole("button", { name: "Save schema" }).click();
  await expect(toast(page, "Schema saved")).toBeVisible();
  await expect(changes(page)).toHaveCount(0);

  await page.getByRole("link", { name: "Configuration", exact: true }).click();
  await setting(page, "Region").getByRole("combobox").selectOption({ label: "America" });
  await expect(setting(page, "Retries").getByRole("textbox")).toHaveValue("3");
  await expect(setting(page, "Retries")).toContainText("times");

  await shop.publish("sandbox", { "net.retries": 7 });
  await page.goto(shop.page("schema"));
  await page.getByRole("button", { name: "Remove Retries" }).click();
  await expect(dialog).toContainText("Sandbox loses its value for it");
  await dialog.getByRole("button", { name: "Remove setting" }).click();
  await changes(page).getByRole("button", { name: "Save schema" }).click();
  await expect(toast(page, "Schema saved")).toBeVisible();
  expect((await person.api.get(shop.path("schema"))).settings).toHaveLength(1);
});

test("two people change the schema: nothing typed is lost, and what both changed is asked about", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  const shop = await Configured.create(person.api);
  const { settings } = await person.api.get(shop.path("schema"));
  await page.goto(shop.page("schema"));
  const rename = async (title: string, to: string) => {
    await page.getByRole("button", { name: `Edit ${title}`, exact: true }).click();
    await page.getByRole("dialog").getByLabel("Title").fill(to);
    await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
  };
  await rename("Display name", "My title");
  await rename("Sign-up", "My sign-up");
  settings[0].title = "Their title";
  settings[4].title = "Their session";
  await shop.schema(settings);
  await changes(page).getByRole("button", { name: "Save schema" }).click();
  await expect(changes(page).getByRole("alert")).toContainText(`${person.email} changed the schema in the meantime`);
  await changes(page).getByRole("button", { name: "Keep my changes on top" }).click();
  await expect(rows(page).nth(4), "theirs").toContainText("Their session");
  await expect(rows(page).nth(7), "mine").toContainText("My sign-up");
  await expect(changes(page).getByRole("button", { name: "Save schema" })).toHaveAttribute("data-reason", /Choose/);
  await changes(page).getByRole("button", { name: "Take theirs" }).click();
  await changes(page).getByRole("button", { name: "Save schema" }).click();
  await expect(toast(page, "Schema saved")).toBeVisible();
  const saved = await person.api.get(shop.path("schema"));
  expect([0, 4, 7].map((at) => saved.settings[at].title)).toEqual(["Their title", "Their session", "My sign-up"]);
});
