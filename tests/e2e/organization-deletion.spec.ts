import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { ok } from "./support/api";
import { Configured, toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { memberships } from "./support/members";
import { Person } from "./support/person";
import { loseAnswer } from "./support/problems";

const opener = (page: Page) => page.getByRole("region", { name: "Danger zone" }).getByRole("button", { name: "Delete organization" });
const deleted = (page: Page) => page.getByRole("list", { name: "Deleted organizations" }).getByRole("listitem");
const restore = (page: Page, name: string) => deleted(page).filter({ hasText: name }).getByRole("button", { name: `Restore ${name}` });

const isAccessible = async (page: Page) => expect((await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations).toEqual([]);

/** Opens the dialog, types the name and confirms. */
async function remove(page: Page, name: string) {
  await opener(page).click();
  const dialog = page.getByRole("dialog", { name: `Delete ${name}?` });
  await expect(dialog.getByRole("status", { name: "Loading" })).toHaveCount(0);
  await dialog.getByRole("textbox").fill(name);
  await dialog.getByRole("button", { name: "Delete organization" }).click();
}

test("an organization is deleted by typing its name, its environments stop answering, and it comes back with the same IDs but without its keys", async ({ page, person, noise }) => {
  noise.allow(/status of 40[34]/);
  const shop = await Configured.create(person.api);
  const { organization } = shop;
  await shop.publish("sandbox", { "auth.session_length": 60 });
  const { token } = await ok(person.api.post(shop.at("sandbox", "keys"), { name: "Server" }));
  const keyed = { Authorization: `Bearer ${token}` };
  const status = async (headers = {}) => (await shop.read(page.request, "sandbox", headers)).status();
  expect([await status(), await status(keyed)]).toEqual([200, 200]);

  await page.goto(`/o/${organization.slug}/settings`);
  await opener(page).click();
  const dialog = page.getByRole("dialog", { name: `Delete ${organization.name}?` });
  await expect(dialog).toContainText("Sandbox and live of 1 project stop responding");
  await expect(dialog).toContainText("Revoked for good, even if it is restored: 1 server key.");
  const button = dialog.getByRole("button", { name: "Delete organization" });
  await expect(button).toHaveAttribute("data-reason", /Type the name of the organization/);
  await dialog.getByRole("textbox").fill(organization.slug);
  await expect(button).toHaveAttribute("data-reason", /Type the name/);
  await dialog.getByRole("textbox").fill(organization.name);
  await button.click();
  await expect(page).toHaveURL("/organizations");
  await expect(toast(page, `${organization.name} deleted`)).toBeVisible();
  expect([await status(), await status(keyed)]).toEqual([404, 401]);
  // It is nowhere but there.
  await expect(deleted(page)).toHaveCount(1);
  await expect(deleted(page)).toContainText(`by ${person.email}`);
  await expect(deleted(page)).toContainText(/(29|30) days left/);
  await expect(page.locator(".organizations").filter({ hasText: organization.slug })).toHaveCount(0);
  await page.goto(`/o/${organization.slug}`);
  await expect(page.getByRole("heading", { name: /nothing here/ })).toBeVisible();

  await page.goto("/organizations");
  await restore(page, organization.name).click();
  await page.getByRole("dialog", { name: `Restore ${organization.name}?` }).getByRole("button", { name: "Restore organization" }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}`);
  await expect(page.getByRole("main").getByRole("link", { name: "Shop", exact: true })).toBeVisible();
  const back = await person.api.project(organization, "shop");
  expect([back.id, back.sandbox.id, back.live.id]).toEqual([shop.project.id, shop.project.sandbox.id, shop.project.live.id]);
  expect([await status(), await status(keyed)]).toEqual([200, 401]);
});

test("a deletion and a restoration whose answers are lost are made once, and told as done", async ({ page, person, noise, baseURL }) => {
  noise.allow(/ERR_CONNECTION_RESET|ERR_FAILED|status of 404/);
  const organization = await person.api.createOrganization("Lighthouse");
  await page.goto(`/o/${organization.slug}/settings`);
  await page.route("**/delete", (route) => loseAnswer(route, baseURL!), { times: 1 });
  await remove(page, "Lighthouse");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await dialog.getByRole("button", { name: "Delete organization" }).click();
  await expect(page).toHaveURL("/organizations");
  await page.route("**/restore", (route) => loseAnswer(route, baseURL!), { times: 1 });
  await restore(page, "Lighthouse").click();
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Restore organization" }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await dialog.getByRole("button", { name: "Restore organization" }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}`);
  await expect(deleted(page)).toHaveCount(0);
});

test("an organization that somebody else changed meanwhile is looked at again before it goes", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  const organization = await person.api.createOrganization("Lighthouse");
  await page.goto(`/o/${organization.slug}/settings`);
  await opener(page).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("It has no projects.");
  const change = { website: "https://other.example", version: organization.version };
  await ok(person.api.patch(`/api/organizations/${organization.slug}`, change));
  await dialog.getByRole("textbox").fill("Lighthouse");
  await dialog.getByRole("button", { name: "Delete organization" }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: /\S/ })).toContainText("Someone changed the organization in the meantime");
  await dialog.getByRole("button", { name: "Delete organization" }).click();
  await expect(page).toHaveURL("/organizations");
});

test("an Admin sees why deleting is out of reach, and another Owner who can restore it", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 404/);
  const organization = await person.api.createOrganization("Lighthouse");
  const members = memberships(person, organization);
  const theirs = await newBrowser();
  const anna = await Person.inBrowser(theirs, baseURL!);
  await members.join(anna, "admin");
  const other = await newBrowser();
  const otto = await Person.inBrowser(other, baseURL!);
  await members.join(otto, "owner");
  const admin = await theirs.newPage();
  await admin.goto(`/o/${organization.slug}/settings`);
  await expect(opener(admin)).toHaveAttribute("aria-disabled", "true");
  await expect(opener(admin)).toHaveAccessibleDescription("Your role in Lighthouse is Admin. Only Owners can delete it.");

  await page.goto(`/o/${organization.slug}/settings`);
  await remove(page, "Lighthouse");
  await expect(page).toHaveURL("/organizations");

  // To whoever is no Owner it is as if it had never been.
  await admin.goto("/organizations");
  await expect(admin.getByRole("heading", { level: 1, name: "Organizations" })).toBeVisible();
  await expect(admin.getByText("Lighthouse")).toHaveCount(0);
  const owner = await other.newPage();
  await owner.goto("/organizations");
  await expect(restore(owner, "Lighthouse")).toHaveAttribute("aria-disabled", "true");
  await expect(restore(owner, "Lighthouse")).toHaveAccessibleDescription(`Only ${person.email}, who deleted it, can restore it.`);
});

test("the section of deleted organizations fits on a phone, and is accessible", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Organization with a name that is as long as any name may ever be");
  const body = { confirm: organization.name, version: organization.version };
  await ok(person.api.post(`/api/organizations/${organization.slug}/delete`, body));
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto("/organizations");
  await expect(deleted(page)).toHaveCount(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await isAccessible(page);
  await restore(page, organization.name).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await isAccessible(page);
});
