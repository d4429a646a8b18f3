import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { Configured, bar, setting, toast } from "./support/configuration";
import { loseAnswer } from "./support/problems";

/** Loses the first answer of a change at this address; answers the keys that were sent. */
async function loseFirst(page: Page, at: string, origin: string, method = "PATCH"): Promise<string[]> {
  const keys: string[] = [];
  await page.route(at, async (route) => {
    if (route.request().method() !== method) return route.continue();
    keys.push((await route.request().allHeaders())["idempotency-key"]);
    return keys.length === 1 ? loseAnswer(route, origin) : route.continue();
  });
  return keys;
}

/** Nobody else was there, and both tries were one. */
async function sawNobody(page: Page, keys: string[]) {
  await expect(page.getByText(/Someone changed/)).toHaveCount(0);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
}

const TYPED_EARLIER = "You typed this earlier and have not saved it.";

test.beforeEach(({ noise }) => noise.allow(/ERR_CONNECTION_RESET/));

test("an organization's settings are saved by another try after the answer was lost", async ({ page, person, baseURL }) => {
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}/settings`);
  const keys = await loseFirst(page, "**/api/organizations/*", baseURL!);
  await page.getByLabel("Organization Name").fill("Apex");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(toast(page, "Organization saved")).toBeVisible();
  await sawNobody(page, keys);
  expect(await person.api.get(`/api/organizations/${organization.slug}`)).toMatchObject({ name: "Apex", version: 2 });
});

test("a project's settings are saved by another try after the answer was lost", async ({ page, person, baseURL }) => {
  const organization = await person.api.createOrganization();
  await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.slug}/p/shop/settings`);
  const keys = await loseFirst(page, "**/api/organizations/*/projects/*", baseURL!);
  await page.getByLabel("Project Name").fill("Store");
  await page.getByLabel("Slug").fill("store");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}/p/store/settings`);
  await sawNobody(page, keys);
  expect(await person.api.project(organization, "store")).toMatchObject({ name: "Store", version: 2 });
});

test("billing details are saved by another try after the answer was lost", async ({ page, person, baseURL }) => {
  const organization = await person.api.createOrganization();
  await page.goto(`/o/${organization.slug}/billing`);
  const keys = await loseFirst(page, "**/billing/details", baseURL!);
  await page.getByLabel("City").fill("Bremen");
  await page.getByRole("button", { name: "Save billing details" }).click();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(toast(page, "Billing details saved")).toBeVisible();
  await sawNobody(page, keys);
  const { details } = await person.api.get(`/api/organizations/${organization.slug}/billing`);
  expect(details).toMatchObject({ city: "Bremen", version: 2 });
});

test("a draft is saved by another try after the answer was lost", async ({ page, person, baseURL }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox/configuration"));
  const keys = await loseFirst(page, "**/environments/sandbox/draft", baseURL!);
  await setting(page, "Display name").getByRole("textbox").fill("Lighthouse");
  const save = bar(page).getByRole("button", { name: "Save draft" });
  await save.click();
  await expect(bar(page).getByRole("alert")).not.toBeEmpty();
  await save.click();
  await expect(toast(page, "Draft saved")).toBeVisible();
  await sawNobody(page, keys);
  const { revision, draft } = await shop.show("sandbox");
  expect([revision, draft.values]).toEqual([1, { "app.display_name": "Lighthouse" }]);
});

test("an organization's settings that were saved are as saved after a reload, and nobody else is blamed", async ({ page, person, baseURL }) => {
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}/settings`);
  const keys = await loseFirst(page, "**/api/organizations/*", baseURL!);
  await page.getByLabel("Organization Name").fill("Apex");
  const save = page.getByRole("button", { name: "Save changes" });
  await save.click();
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Organization Name")).toHaveValue("Apex");
  await expect(save).toHaveAttribute("data-reason", "Nothing has changed.");
  await expect(page.getByText(TYPED_EARLIER)).toHaveCount(0);
  await expect(page.getByText(/Someone changed/)).toHaveCount(0);
  expect(keys).toHaveLength(1);
});

test("an edit whose answer was lost goes out under the same key after a reload, where the edge wrote it in its own way", async ({ page, person, baseURL }) => {
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}/settings`);
  const keys = await loseFirst(page, "**/api/organizations/*", baseURL!);
  await page.getByLabel("Website URL").fill("APEX.example");
  const save = page.getByRole("button", { name: "Save changes" });
  await save.click();
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await page.reload();
  await expect(page.getByText(TYPED_EARLIER)).toBeVisible();
  await save.click();
  await expect(toast(page, "Organization saved")).toBeVisible();
  await sawNobody(page, keys);
  expect(await person.api.get(`/api/organizations/${organization.slug}`)).toMatchObject({ version: 2 });
});

test("billing details that were saved are as saved after a reload", async ({ page, person, baseURL }) => {
  const organization = await person.api.createOrganization();
  await page.goto(`/o/${organization.slug}/billing`);
  await loseFirst(page, "**/billing/details", baseURL!);
  await page.getByLabel("City").fill("Bremen");
  await page.getByRole("button", { name: "Save billing details" }).click();
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("City")).toHaveValue("Bremen");
  await expect(page.getByRole("button", { name: "Save billing details" })).toHaveAttribute("data-reason", "Nothing has changed.");
  await expect(page.getByText(TYPED_EARLIER)).toHaveCount(0);
});

test("a schema that was saved is as saved after a reload, and nobody is said to have changed it", async ({ page, person, baseURL }) => {
  const shop = await Configured.create(person.api, "Shop", "empty");
  await page.goto(shop.page("schema"));
  const keys = await loseFirst(page, "**/schema", baseURL!);
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Add setting" }).click();
  await dialog.getByLabel("Title").fill("Region");
  await dialog.getByLabel("Key", { exact: true }).fill("net.region");
  await dialog.getByRole("button", { name: "Add setting" }).click();
  await expect(dialog).toHaveCount(0);
  const changes = page.getByRole("region", { name: "Schema changes" });
  await changes.getByRole("button", { name: "Save schema" }).click();
  await expect(changes.getByRole("alert")).toContainText("No answer came");
  await page.reload();
  await expect(page.getByRole("list", { name: "Settings" })).toContainText("net.region");
  await expect(changes).toHaveCount(0);
  await expect(page.getByText(/changed the schema in the meantime/)).toHaveCount(0);
  expect(keys).toHaveLength(1);
});

for (const [way, leave] of [
  ["a reload", (page: Page) => page.reload().then(() => {})],
  ["leaving the page and Back", async (page: Page) => {
    await page.getByRole("link", { name: "Portico" }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
    await page.goBack();
  }],
] as const) {
  test(`a project is created once though its answer was lost: ${way}`, async ({ page, person, baseURL }) => {
    const organization = await person.api.createOrganization();
    await page.goto(`/o/${organization.slug}/new`);
    const keys = await loseFirst(page, "**/api/organizations/*/projects", baseURL!, "POST");
    await page.getByLabel("Project Name").fill("Shop");
    const create = page.getByRole("button", { name: "Create project" });
    await create.click();
    await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
    await leave(page);
    await expect(page.getByLabel("Project Name")).toHaveValue("Shop");
    await expect(page.getByText(TYPED_EARLIER)).toBeVisible();
    await create.click();
    await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
    await sawNobody(page, keys);
    expect(await person.api.projects(organization)).toHaveLength(1);
    // Done is done: the next one begins empty.
    await page.goto(`/o/${organization.slug}/new`);
    await expect(page.getByLabel("Project Name")).toHaveValue("");
  });
}

test("a key is made once though its answer was lost, and its token is shown after a reload", async ({ page, person, baseURL }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox/keys"));
  const keys = await loseFirst(page, "**/environments/sandbox/keys", baseURL!, "POST");
  const open = () => page.getByRole("main").getByRole("button", { name: "Create key" }).first().click();
  const dialog = page.getByRole("dialog");
  await open();
  await dialog.getByLabel("Name").fill("Web server");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(dialog.getByRole("button", { name: "Try again" })).toBeVisible();
  await page.reload();
  await open();
  await expect(dialog.getByLabel("Name")).toHaveValue("Web server");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(dialog.locator("code")).toHaveText(/^\S{20,}$/);
  await sawNobody(page, keys);
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByRole("list", { name: "Server keys" }).getByRole("listitem")).toHaveCount(1);
});
