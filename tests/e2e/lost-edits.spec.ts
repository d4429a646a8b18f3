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
  await expect(page.getByText(/Somebody changed/)).toHaveCount(0);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
}

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
