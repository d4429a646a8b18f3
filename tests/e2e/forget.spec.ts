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
  await expect(heading(page).last()).toHaveText(/You are no longer a member|There is nothing here/);
  await expect.poll(typed).not.toContain("#123abc");
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

test("signing out leaves nothing of the person in the browser", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}`);
  await expect.poll(lastUsed(page)).toBe(organization.slug);
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect
    .poll(() => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]))
    .toEqual([]);
});
