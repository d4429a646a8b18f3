import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { ok } from "./support/api";
import { toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { memberships } from "./support/members";
import { Person } from "./support/person";
import { isPost, loseAnswer, problem } from "./support/problems";
import { codeField } from "./support/sign-in";

const DELETE = "**/api/account/delete";

const section = (page: Page) => page.getByRole("region", { name: "Delete account" });
const opener = (page: Page) => section(page).getByRole("button", { name: "Delete account" });
const dialog = (page: Page) => page.getByRole("dialog", { name: "Delete your account?" });
const confirm = (page: Page) => dialog(page).getByRole("button", { name: "Delete account" });

/** Opens the dialog, types the address and confirms. */
async function erase(page: Page, email: string) {
  await opener(page).click();
  await expect(dialog(page).getByLabel("Type your e-mail address to confirm")).toBeFocused();
  await page.keyboard.type(email);
  await confirm(page).click();
}

test("an account is deleted by typing its address, and the address begins anew", async ({ page, person, newBrowser, baseURL }) => {
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const organization = await owner.api.createOrganization("Acme");
  await memberships(owner, organization).join(person, "developer");
  const { user } = await person.api.get("/api/session");
  await page.goto("/account");
  await opener(page).click();
  await expect(confirm(page)).toHaveAttribute("aria-disabled", "true");
  await dialog(page).getByRole("textbox").fill("somebody@example.com");
  await expect(confirm(page)).toHaveAttribute("aria-disabled", "true");
  expect((await new AxeBuilder({ page }).setLegacyMode(true).include("dialog").analyze()).violations).toEqual([]);
  // In any case of letters, as an address is compared.
  await dialog(page).getByRole("textbox").fill(` ${person.email.toUpperCase()} `);
  await confirm(page).click();
  await expect(page).toHaveURL("/sign-in");
  await expect(toast(page, "Your account was deleted")).toBeVisible();
  await expect.poll(async () => (await person.mails()).map((mail) => mail.subject)).toContain("Your Portico account was deleted");
  expect((await person.api.request.get("/api/session")).status()).toBe(401);
  const { members } = await owner.api.get(`/api/organizations/${organization.slug}/members`);
  expect(members.map((member: { email: string }) => member.email)).toEqual([owner.email]);
  await person.signIn();
  const again = await person.api.get("/api/session");
  expect(again.user.id).not.toBe(user.id);
  expect(again.organizations).toEqual([]);
});

test("the log of an organization says a pseudonym for whoever deleted their account", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Acme");
  const other = await Person.inBrowser(await newBrowser(), baseURL!);
  await memberships(person, organization).join(other, "developer");
  await ok(other.api.post("/api/account/delete", { confirm: other.email }));
  await page.goto(`/o/${organization.slug}/audit`);
  await expect(page.getByRole("main")).toContainText("Deleted their account");
  await expect(page.getByRole("main")).toContainText(/Deleted account [0-9a-f]{4}/);
});

test("the only Owner of organizations is led to their members and settings, and goes once there is another", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 409 .*\/api\/account\/delete/);
  const name = "An organization with a name as long as names may be, 64 letters!!";
  const [alone, shared] = [await person.api.createOrganization("Beta"), await person.api.createOrganization(name.slice(0, 64))];
  const other = await Person.inBrowser(await newBrowser(), baseURL!);
  const members = memberships(person, shared);
  await members.join(other, "admin");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/account");
  await erase(page, person.email);
  await expect(dialog(page)).toHaveCount(0);
  await expect(section(page)).toContainText("You are the only Owner of 2 organizations.");
  await expect(opener(page)).toBeFocused();
  const rows = section(page).getByRole("list", { name: "Organizations that you alone own" }).getByRole("listitem");
  await expect(rows).toHaveCount(2);
  const row = rows.filter({ hasText: name.slice(0, 40) });
  await expect(row.getByRole("link", { name: /^Choose another Owner of An organization/ })).toHaveAttribute("href", `/o/${shared.slug}/members`);
  await expect(rows.filter({ hasText: "Beta" }).getByRole("link", { name: /^Choose another Owner/ })).toHaveCount(0);
  await expect(rows.filter({ hasText: "Beta" }).getByRole("link", { name: "Open settings of Beta" })).toHaveAttribute("href", `/o/${alone.slug}/settings`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect((await new AxeBuilder({ page }).setLegacyMode(true).include("main").analyze()).violations).toEqual([]);
  await members.changeRole(other.email, "owner");
  await erase(page, person.email);
  await expect(section(page)).toContainText("You are the only Owner of 1 organization.");
  await expect(rows).toHaveCount(1);
});

test("a session that is older than a proof may be asks for a code first, then deletes without asking again", async ({ page, person, noise }) => {
  noise.allow(/status of 403 .*\/api\/account\/delete/);
  let asked = 0;
  await page.route(DELETE, async (route) => {
    asked += 1;
    await (asked === 1 ? route.fulfill(problem(403, "proof_needed", "Sign in again.")) : route.continue());
  });
  await page.goto("/account");
  const before = (await person.mails()).length;
  await erase(page, person.email);
  await expect(section(page)).toContainText(`we sent a 6-digit code to your current address, ${person.email}.`);
  await expect(codeField(page)).toBeFocused();
  await section(page).getByRole("button", { name: "Cancel" }).click();
  await expect(opener(page)).toBeFocused();
  asked = 0;
  await erase(page, person.email);
  await expect.poll(async () => (await person.mails()).length).toBe(before + 2);
  await codeField(page).fill(await person.code());
  await expect(page).toHaveURL("/sign-in");
  await expect.poll(async () => (await person.mails()).map((mail) => mail.subject)).toContain("Your Portico account was deleted");
});

test("when the answer is lost the page finds out that the account is deleted", async ({ page, person, baseURL, noise }) => {
  noise.allow(/ERR_CONNECTION_RESET/);
  await page.route(DELETE, (route) => (isPost(route.request()) ? loseAnswer(route, baseURL!) : route.continue()));
  await page.goto("/account");
  await erase(page, person.email);
  await expect(page).toHaveURL(/\/sign-in/);
  await expect.poll(async () => (await person.mails()).map((mail) => mail.subject)).toContain("Your Portico account was deleted");
});

test("what goes wrong is said in the dialog, and it can be tried again", async ({ page, person, noise }) => {
  noise.allow(/status of 503 .*\/api\/account\/delete/);
  await page.route(DELETE, (route) => route.fulfill(problem(503, "unavailable", "Try again in a moment.")));
  await page.goto("/account");
  await erase(page, person.email);
  await expect(dialog(page).getByRole("alert").filter({ hasText: /\S/ })).toHaveText("Try again in a moment.");
  await page.unroute(DELETE);
  await confirm(page).click();
  await expect(page).toHaveURL("/sign-in");
});

test("server keys that somebody made are listed by organization, and go with the account if that is ticked", async ({ page, person, newBrowser, baseURL }) => {
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const organization = await owner.api.createOrganization("Lighthouse");
  const shop = await owner.api.createProject(organization, "Shop");
  const join = (somebody: Person) => memberships(owner, organization).join(somebody, "admin");
  const at = `/api/organizations/${organization.slug}/projects/shop/environments/sandbox/keys`;
  const make = async (by: Person, name: string): Promise<string> => (await ok(by.api.post(at, { name }))).token;
  const read = async (key: string) =>
    (await owner.api.request.get(`/v1/environments/${shop.sandbox.id}/config`, { headers: { Authorization: `Bearer ${key}` } })).status();
  await join(person);
  const [hers, theirs] = [await make(person, "Web server"), await make(owner, "Till")];
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/account");
  await opener(page).click();
  const keys = dialog(page).getByRole("list", { name: "Keys in Lighthouse" }).getByRole("listitem");
  await expect(keys).toHaveCount(1);
  await expect(keys).toContainText("Web server");
  await expect(keys).toContainText("in Shop, sandbox");
  await expect(dialog(page)).toContainText("1 key that you made works in your organizations.");
  expect((await new AxeBuilder({ page }).setLegacyMode(true).include("dialog").analyze()).violations).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  // What is ticked is not ticked any more once the dialog was closed.
  const tick = dialog(page).getByLabel("Revoke this key as well");
  await tick.focus();
  await page.keyboard.press("Space");
  await expect(tick).toBeChecked();
  await page.keyboard.press("Escape");
  await opener(page).click();
  await expect(tick).not.toBeChecked();
  await tick.check();
  await dialog(page).getByLabel("Type your e-mail address to confirm").fill(person.email);
  await confirm(page).click();
  await expect(page).toHaveURL("/sign-in");
  expect([await read(hers), await read(theirs)]).toEqual([401, 200]);

  // What is not ticked goes on working.
  await person.signIn();
  await join(person);
  const left = await make(person, "Web server");
  await page.goto("/account");
  await erase(page, person.email);
  await expect(page).toHaveURL("/sign-in");
  expect(await read(left)).toBe(200);
});
