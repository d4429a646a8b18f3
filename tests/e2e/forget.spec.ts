import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { tab } from "./support/bar";
import { Configured, setting } from "./support/configuration";
import { memberRow, memberships } from "./support/members";
import { Person } from "./support/person";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

/** The organization that the browser remembers. */
const lastUsed = (page: Page) => () => page.evaluate(() => localStorage.getItem("portico.organization"));

/** Notes everything that is shown from now on, however shortly. */
async function watch(page: Page) {
  await page.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(window, { seen });
    new MutationObserver(() => seen.add(document.body.innerText)).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}
const seen = (page: Page) => page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen].join("\n"));

test("after the first refusal Back shows nothing of an organization that one was removed from", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 404 .*\/api\//);
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const organization = await owner.api.createOrganization("Lighthouse");
  const members = memberships(owner, organization);
  await members.join(person, "developer");
  await page.goto(`/o/${organization.slug}`);
  await expect(heading(page)).toHaveText("Projects");
  await page.goto(`/o/${organization.slug}/members`);
  await expect(memberRow(page, owner.email)).toBeVisible();
  await tab(page, "Projects").click();
  await expect(heading(page)).toHaveText("Projects");
  await expect.poll(lastUsed(page)).toBe(organization.slug);
  await members.remove(person.email);
  await page.getByRole("link", { name: "Trash" }).first().click();
  await expect(heading(page)).toHaveText("You are no longer a member of Lighthouse");
  await watch(page);
  await page.goBack();
  await expect(heading(page)).toHaveText(/You are no longer a member|There is nothing here/);
  await page.goBack();
  await expect(page).toHaveURL(/\/members$/);
  await expect(heading(page)).toHaveText(/You are no longer a member|There is nothing here/);
  expect(await seen(page)).not.toContain(owner.email);
  await expect.poll(lastUsed(page)).toBeNull();
});

test("what was typed and not saved goes with the organization", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 404 .*\/api\//);
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const shop = await Configured.create(owner.api);
  const members = memberships(owner, shop.organization);
  await members.join(person, "developer");
  await page.goto(shop.page("sandbox/configuration"));
  await setting(page, "Primary colour").getByLabel("Primary colour").fill("#123abc");
  const typed = () => page.evaluate(() => Object.values(sessionStorage).join("\n"));
  await expect.poll(typed).toContain("#123abc");
  await members.remove(person.email);
  await page.getByRole("link", { name: "Versions", exact: true }).click();
  await expect(heading(page)).toHaveText(/You are no longer a member|There is nothing here/);
  await expect(heading(page)).toBeFocused();
  await expect.poll(typed).not.toContain("#123abc");
});

test("what was typed goes with the organization, though its project was not opened since the reload", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 404 .*\/api\//);
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const [lost, kept] = [await Configured.create(owner.api), await Configured.create(owner.api)];
  for (const shop of [lost, kept]) {
    await memberships(owner, shop.organization).join(person, "developer");
    await page.goto(shop.page("settings"));
    await page.getByLabel("Project Name").fill(`Typed in ${shop.organization.slug}`);
  }
  const typed = () => page.evaluate(() => Object.values(sessionStorage).join("\n"));
  await expect.poll(typed).toContain(kept.organization.slug);
  // A page that has nothing to do with either, made anew.
  await page.goto("/account");
  await page.reload();
  await expect(heading(page)).toHaveText("Account");
  await memberships(owner, lost.organization).remove(person.email);
  expect(await typed()).toContain(lost.organization.slug);
  await page.goto(`/o/${lost.organization.slug}/members`);
  await expect(heading(page)).toHaveText(/You are no longer a member|There is nothing here/);
  await expect.poll(typed).not.toContain(lost.organization.slug);
  expect(await typed()).toContain(kept.organization.slug);
});

test("an edit of the organization that a lost role refuses forgets nothing that was typed in it", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 403 .*\/api\//);
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const shop = await Configured.create(owner.api);
  const members = memberships(owner, shop.organization);
  await members.join(person, "admin");
  await page.goto(shop.page("sandbox/configuration"));
  await setting(page, "Primary colour").getByLabel("Primary colour").fill("#123abc");
  const typed = () => page.evaluate(() => Object.values(sessionStorage).join("\n"));
  await expect.poll(typed).toContain("#123abc");
  await page.goto(`/o/${shop.organization.slug}/settings`);
  await page.getByLabel("Organization Name").fill("Other name");
  await members.changeRole(person.email, "developer");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("main")).toContainText(/Your role/);
  expect(await typed()).toContain("#123abc");
  expect(await typed()).toContain("Other name");
});

for (const part of ["sandbox/versions", "sandbox/keys", "sandbox/configuration", "sandbox", "settings", "schema", "promote"]) {
  test(`a page that loses its organization has one heading, with the keyboard on it: ${part}`, async ({ page, person, newBrowser, baseURL, noise }) => {
    noise.allow(/status of 404 .*\/api\//);
    const owner = await Person.inBrowser(await newBrowser(), baseURL!);
    const shop = await Configured.create(owner.api);
    await memberships(owner, shop.organization).join(person, "developer");
    // Long enough ago that all is asked for again, though the project is still known.
    await page.clock.install();
    await page.goto(shop.page(part === "sandbox" ? "settings" : "sandbox"));
    await expect(heading(page)).toBeVisible();
    await memberships(owner, shop.organization).remove(person.email);
    await page.clock.fastForward(4_000);
    const name = { "sandbox/versions": "Versions", "sandbox/keys": "Keys", "sandbox/configuration": "Configuration", sandbox: "Overview", settings: "Project settings", schema: "Schema", promote: "Promote" }[part]!;
    await page.getByRole("navigation", { name: "Project pages" }).getByRole("link", { name, exact: true }).click();
    await expect(heading(page)).toHaveText(/You are no longer a member|There is nothing here/);
    await expect(heading(page)).toBeFocused();
    await expect(page.locator("h1")).toHaveCount(1);
  });
}

test("what is missing in a dialog is said there, and leaves the page its heading", async ({ page, person, noise }) => {
  noise.allow(/status of 404 .*\/api\//);
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox/versions?compare=1..99"));
  await expect(page.getByRole("dialog")).toContainText("There is nothing here, or you may not see it");
  await expect(page.locator("h1")).toHaveText("Versions");
});

test("a refusal of something else in the organization forgets no more than memory", async ({ page, person, noise }) => {
  noise.allow(/status of 404 .*\/api\//);
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}`);
  await expect.poll(lastUsed(page)).toBe(organization.slug);
  await page.goto(`/o/${organization.slug}/p/nothing/sandbox`);
  await expect(heading(page)).toHaveText("There is nothing here, or you may not see it");
  expect(await lastUsed(page)()).toBe(organization.slug);
  await page.getByRole("link", { name: "Go to projects" }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}`);
});

test("signing out leaves nothing of the person in the browser but when it was", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}`);
  await expect.poll(lastUsed(page)).toBe(organization.slug);
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect
    .poll(() => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]))
    .toEqual(["portico.forgot"]);
});
