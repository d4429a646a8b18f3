import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { modeLink, projects } from "./support/bar";
import { Person } from "./support/person";
import { Configured, REQUIRED, SECRET, bar, setting, toast } from "./support/configuration";

const save = (page: Page) => bar(page).getByRole("button", { name: "Save draft" });
const publish = (page: Page) => bar(page).getByRole("button", { name: "Publish…" });
const dialog = (page: Page) => page.getByRole("dialog");

/** Opens the settings and waits until they are there. */
async function settings(page: Page, shop: Configured, mode: "sandbox" | "live" = "sandbox") {
  await page.goto(shop.page(`${mode}/configuration`));
  await expect(bar(page)).toBeAttached();
}

test("one of every type is edited, saved and published to sandbox, and read at the edge", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await settings(page, shop);
  await setting(page, "Display name").getByRole("textbox").fill("Lighthouse");
  await setting(page, "Session length").getByRole("textbox").fill("60");
  await setting(page, "Maintenance").getByRole("switch").check();
  await setting(page, "Primary colour").getByLabel("Primary colour").fill("#E6246D");
  await setting(page, "Allowed origins").getByRole("textbox").fill("https://a.example, https://b.example");
  await setting(page, "Signing secret").getByRole("button", { name: "Set value" }).click();
  await expect(setting(page, "Signing secret").getByLabel("New value for Signing secret")).toBeFocused();
  await page.keyboard.type(SECRET);
  await expect(bar(page).locator(".draft-bar-count")).toHaveText("6 changes, 6 not saved");
  await save(page).click();
  await expect(toast(page, "Draft saved")).toBeVisible();
  await expect(bar(page).locator(".draft-bar-count")).toHaveText("6 changes");
  await expect(page.getByText(`Draft saved by ${person.email}`)).toBeVisible();
  await expect(setting(page, "Allowed origins").getByRole("textbox")).toHaveValue("https://a.example\nhttps://b.example");
  await expect(setting(page, "Signing secret")).toContainText("New value in the draft");
  expect(await shop.values(page.request, "sandbox"), "a draft reaches nobody").toMatchObject({ "app.display_name": "My app" });

  await publish(page).click();
  await expect(dialog(page).getByRole("listitem").filter({ hasText: "app.display_name" })).toContainText("My app");
  await expect(dialog(page).getByRole("listitem").filter({ hasText: "app.display_name" })).toContainText("Lighthouse");
  await expect(dialog(page)).not.toContainText(SECRET);
  const message = dialog(page).getByLabel("Message");
  await expect(message, "it says what changes").toHaveValue(/^Display name, .+ and 4 others changed$/);
  await message.fill("");
  await dialog(page).getByRole("button", { name: "Publish to sandbox" }).click();
  await expect(dialog(page).getByText("Say in a few words what changes."), "a message is asked for").toBeVisible();
  await dialog(page).getByLabel("Message").fill("All of it");
  await dialog(page).getByRole("button", { name: "Publish to sandbox" }).click();
  await expect(toast(page, "Version 2 published to sandbox")).toBeVisible();
  await expect(bar(page)).toBeHidden();
  expect(await shop.values(page.request, "sandbox")).toMatchObject({
    "app.display_name": "Lighthouse",
    "auth.session_length": 60,
    "features.maintenance": true,
    "theme.primary_colour": "#e6246d",
    "auth.allowed_origins": ["https://a.example", "https://b.example"],
  });
  expect(Object.keys(await shop.values(page.request, "sandbox"))).not.toContain("auth.signing_secret");
});

test("what is wrong is said while one types, and keeps the draft from being saved", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await settings(page, shop);
  const length = setting(page, "Session length");
  await length.getByRole("textbox").fill("3");
  await expect(length).toContainText("Enter at least 5 minutes.");
  await expect(length.getByRole("textbox")).toHaveAttribute("aria-invalid", "true");
  await expect(save(page)).toHaveAttribute("aria-disabled", "true");
  await setting(page, "Maintenance").getByRole("switch").focus();
  await bar(page).getByRole("button", { name: "1 to fix" }).click();
  await expect(length.getByRole("textbox")).toBeFocused();
  await length.getByRole("textbox").fill("30");
  await expect(length).not.toContainText("Enter at least");
  await expect(length).toContainText("Published: default (1440)");
  await length.getByRole("button", { name: "Undo" }).click();
  await expect(length.getByRole("textbox")).toHaveValue("1440");
  await expect(length.getByRole("textbox")).toBeFocused();
  await expect(bar(page)).toBeHidden();
});

test("JSON says at which line and column it is wrong", async ({ page, person }) => {
  const shop = await Configured.create(person.api, "Shop", "empty");
  await shop.schema([{ key: "limits", title: "Limits", kind: { type: "json" } }]);
  await settings(page, shop);
  const limits = setting(page, "Limits");
  await limits.getByRole("textbox").fill('{\n  "a": 1,\n  "b": x\n}');
  await expect(limits).toContainText("Line 3, column 8: expected value.");
  await limits.getByRole("textbox").fill('{"b": 2.0, "a": [1]}');
  await save(page).click();
  await expect(limits.getByRole("textbox")).toHaveValue('{\n  "a": [\n    1\n  ],\n  "b": 2\n}');
});

test("addresses that are pasted stand one a line", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await settings(page, shop);
  const origins = setting(page, "Allowed origins").getByRole("textbox");
  await origins.fill("");
  await origins.evaluate((area: HTMLTextAreaElement) => {
    area.focus();
    const data = new DataTransfer();
    data.setData("text/plain", "https://a.example https://b.example;https://c.example");
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    area.dispatchEvent(event);
    document.execCommand("insertText", false, data.getData("text/plain"));
  });
  await expect(origins).toHaveValue("https://a.example\nhttps://b.example\nhttps://c.example");
});

test("filter and only-changed leave the others out, and typing in one leaves them where they are", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await settings(page, shop);
  const shown = page.locator(".setting:visible");
  await page.getByRole("searchbox", { name: "Filter settings" }).fill("auth.");
  await expect(shown).toHaveCount(4);
  await expect(page.getByRole("status").filter({ hasText: "4 of 10 settings" }), "it is read out").toBeAttached();
  await page.getByRole("searchbox", { name: "Filter settings" }).fill("zeppelin");
  await expect(page.getByText("No setting matches.")).toBeVisible();
  await page.getByRole("button", { name: "Show all settings" }).click();
  await expect(shown).toHaveCount(10);
  await setting(page, "Display name").getByRole("textbox").fill("Lighthouse");
  await page.getByLabel("Only changed").check();
  await expect(shown).toHaveCount(1);
  await expect(shown).toContainText("app.display_name");
});

test("what is typed survives a reload, secrets do not, and nobody else's environment gets it", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await settings(page, shop);
  await setting(page, "Display name").getByRole("textbox").fill("Typed only");
  await setting(page, "Signing secret").getByRole("button", { name: "Set value" }).click();
  await expect(setting(page, "Signing secret").getByLabel("New value for Signing secret")).toBeFocused();
  await page.keyboard.type(SECRET);
  let asked = false;
  page.once("dialog", async (dialog) => {
    asked = dialog.type() === "beforeunload";
    await dialog.accept();
  });
  await page.reload();
  expect(asked, "the browser asks before it leaves").toBe(true);
  await expect(setting(page, "Display name").getByRole("textbox")).toHaveValue("Typed only");
  await expect(setting(page, "Signing secret")).toContainText("Not set");
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(SECRET);
  await modeLink(page, "Live").click();
  await expect(page).toHaveURL(shop.page("live/configuration"));
  await expect(setting(page, "Display name").getByRole("textbox")).toHaveValue("My app");
  await page.goBack();
  await expect(setting(page, "Display name").getByRole("textbox")).toHaveValue("Typed only");
  await bar(page).getByRole("button", { name: "Discard draft" }).click();
  await dialog(page).getByRole("button", { name: "Discard draft" }).click();
  await page.reload();
  await expect(setting(page, "Display name").getByRole("textbox")).toHaveValue("My app");
});

test("live names what it lacks, leads there, and is refused without the project's name", async ({ page, person, noise }) => {
  noise.allow(/status of 422/);
  const shop = await Configured.create(person.api);
  await settings(page, shop, "live");
  await expect(page.getByText("Live is protected")).toBeVisible();
  await page.getByRole("button", { name: "Support address" }).click();
  await expect(setting(page, "Support address").getByRole("textbox")).toBeFocused();
  await page.keyboard.type("help@example.com");
  await setting(page, "Display name").getByRole("button", { name: "Set this value" }).click();
  await expect(setting(page, "Display name")).toContainText("Changed");
  const { "app.display_name": _typed, "app.support_address": _too, ...rest } = REQUIRED;
  await shop.save("live", rest, { "auth.signing_secret": SECRET });
  await page.reload();
  await publish(page).click();
  await dialog(page).getByLabel("Message").fill("First");
  const name = dialog(page).getByLabel("Type the project's name to confirm");
  await name.fill("shop");
  await dialog(page).getByRole("button", { name: "Publish to live" }).click();
  await expect(dialog(page)).toContainText("Type the project's name, exactly as it is, to change live.");
  await expect(name).toBeFocused();
  expect((await shop.read(page.request, "live")).status(), "nothing was published").toBe(404);
  await name.fill("Shop");
  await dialog(page).getByRole("button", { name: "Publish to live" }).click();
  await expect(toast(page, "Version 1 published to live")).toBeVisible();
  expect(await shop.values(page.request, "live")).toMatchObject({ ...REQUIRED, "app.display_name": "My app" });
});

test("the API refuses live without the name too", async ({ person }) => {
  const shop = await Configured.create(person.api);
  await shop.save("live", { ...REQUIRED }, { "auth.signing_secret": SECRET });
  const { revision } = await shop.show("live");
  for (const confirm of [undefined, "", "shop", "Shop "]) {
    const body = { revision, version: 0, message: "Without the name", confirm };
    const answer = await person.api.post(shop.at("live", "versions"), body);
    expect(answer.status(), String(confirm)).toBe(422);
    expect((await answer.json()).field).toBe("confirm");
  }
});

test("a setting in the address is found and has the keyboard", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("live/configuration#features.maintenance"));
  await expect(setting(page, "Maintenance").getByRole("switch")).toBeFocused();
  await expect(setting(page, "Maintenance")).toBeInViewport();
});

test("switching project keeps the page and the environment", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await Configured.in(person.api, shop.organization, "Warehouse");
  await settings(page, shop, "live");
  await projects(page).button.click();
  await projects(page).entry("Warehouse").click();
  await expect(page).toHaveURL(`/o/${shop.organization.slug}/p/warehouse/live/configuration`);
  await expect(bar(page)).toBeAttached();
});

test("a Viewer sees the settings and why they can't be changed", async ({ person, newBrowser, baseURL }) => {
  const shop = await Configured.create(person.api);
  const browser = await newBrowser();
  const viewer = await Person.inBrowser(browser, baseURL!);
  await shop.join(viewer, "viewer");
  const theirs = await browser.newPage();
  await settings(theirs, shop);
  await expect(theirs.getByText("Your role is Viewer.").first()).toBeVisible();
  await expect(setting(theirs, "Display name").getByRole("textbox")).toHaveAttribute("readonly", "");
  await expect(setting(theirs, "Maintenance").getByRole("switch")).toBeDisabled();
  await expect(bar(theirs)).toBeHidden();
  await theirs.goto(shop.page("sandbox/keys"));
  await expect(theirs.getByRole("button", { name: "Create key" })).toHaveAttribute("data-reason", /Your role is Viewer/);
  await theirs.goto(shop.page("schema"));
  await expect(theirs.getByRole("button", { name: "Add setting" })).toHaveAttribute("data-reason", /Only Admins and Owners/);
  await theirs.goto(shop.page("promote"));
  await expect(theirs.getByText("Your role is Viewer.").first()).toBeVisible();
});

test("an address whose host has letters of another script says whom browsers open, where it is typed, compared and read", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  const [typed, host] = ["https://\u0430pple.example/login", "xn--pple-43d.example"];
  await settings(page, shop);
  const origins = setting(page, "Allowed origins");
  await origins.getByRole("textbox").fill(`https://apple.example\n${typed}`);
  await expect(origins).toContainText(`Browsers open ${host}.`);
  await expect(origins.getByRole("textbox")).toHaveAccessibleDescription(new RegExp(`Browsers open ${host}`));
  await save(page).click();
  await expect(toast(page, "Draft saved")).toBeVisible();
  await publish(page).click();
  await expect(dialog(page).getByRole("listitem").filter({ hasText: "auth.allowed_origins" })).toContainText(`${typed} (${host})`);
  await dialog(page).getByLabel("Message").fill("Sign in");
  await dialog(page).getByRole("button", { name: /^Publish/ }).click();
  await expect(dialog(page)).toHaveCount(0);
  await page.reload();
  await expect(origins, "where it is only read").toContainText(`Browsers open ${host}.`);
  await origins.getByRole("textbox").fill("https://apple.example");
  await expect(origins).toContainText(`Published: https://apple.example ${typed} (${host})`);
  await expect(origins).not.toContainText("Browsers open");
  await page.goto(shop.page("promote"));
  await expect(page.getByRole("listitem").filter({ hasText: "auth.allowed_origins" })).toContainText(`${typed} (${host})`);
});

test("a choice among one of several shows what it holds", async ({ page, person }) => {
  const shop = await Configured.create(person.api, "Shop", "empty");
  const options = ["off", "test", "real"].map((value) => ({ value, title: `${value} payments` }));
  await shop.schema([{ key: "pay.mode", title: "Payments", kind: { type: "one_of", options }, required_in_live: false, secret: false }]);
  await shop.publish("sandbox", { "pay.mode": "off" });
  await page.goto(shop.page("sandbox/configuration"));
  const list = setting(page, "Payments").getByRole("combobox");
  const draft = page.getByRole("region", { name: "Draft" });
  for (const value of ["test", "off", "real"]) {
    await list.selectOption(value);
    await expect(list).toHaveValue(value);
  }
  await setting(page, "Payments").getByRole("button", { name: "Undo" }).click();
  await expect(list).toHaveValue("off");
  await expect(draft).toBeHidden();

  for (const value of ["test", "off", "real"]) await list.selectOption(value);
  await draft.getByRole("button", { name: "Save draft" }).click();
  await expect(toast(page, "Draft saved")).toBeVisible();
  await expect(list).toHaveValue("real");
  await draft.getByRole("button", { name: "Discard draft" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard draft" }).click();
  await expect(toast(page, "Draft discarded")).toBeVisible();
  await expect(list).toHaveValue("off");
});
