import type { Page } from "@playwright/test";
import { ok } from "./support/api";
import { projectRow } from "./support/bar";
import { expect, test } from "./support/fixtures";
import { answered, answers, held, keep, keepAnswer } from "./support/kept";
import { memberships } from "./support/members";
import { Person } from "./support/person";

test.use({ serviceWorkers: "allow" });

const projects = (slug: string) => `/api/organizations/${slug}/projects`;
const refused = /You are no longer a member|There is nothing here/;

async function signOut(page: Page) {
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

test("of an organization that asks for a certain sign-in nothing is kept", async ({ page, person }) => {
  const [asking, open] = [await person.api.createOrganization("Vault"), await person.api.createOrganization("Acme")];
  for (const organization of [asking, open]) await person.api.createProject(organization, `Shop of ${organization.name}`);
  await ok(person.api.patch(`/api/organizations/${asking.slug}/security`, { sign_in_hours: 8, version: 0 }));
  await keep(page, `/o/${asking.slug}`);
  await page.goto(`/o/${asking.slug}`);
  await expect(projectRow(page, "Shop of Vault")).toBeVisible();
  await page.goto(`/o/${open.slug}`);
  await expect.poll(() => answered(page)).toContain(projects(open.slug));
  expect(JSON.stringify(await answers(page))).not.toContain("Shop of Vault");
});

test("after signing out nothing is kept, and another person sees nothing of the first", async ({ page, person, baseURL, noise }) => {
  noise.allow(/status of 404/);
  const organization = await person.api.createOrganization("Secret society");
  await person.api.createProject(organization, "Web shop");
  await keepAnswer(page, `/o/${organization.slug}`, projects(organization.slug));
  const other = await page.context().newPage();
  await other.goto(`/o/${organization.slug}`);
  await expect(projectRow(other, "Web shop")).toBeVisible();
  await signOut(page);
  await expect.poll(() => answered(page)).toEqual([]);
  // The other tab has heard of it, and keeps nothing either.
  await expect(other).toHaveURL(/\/sign-in/);
  expect(await answered(page)).toEqual([]);

  await new Person(page.context().request, baseURL!).signIn();
  const visit = await held(page, { wasm: true });
  await visit.page.goto(`/o/${organization.slug}`, { waitUntil: "domcontentloaded" });
  await expect(visit.page.locator("#boot").getByRole("status", { name: "Loading" })).toBeVisible();
  await expect(visit.page.getByText("Web shop")).toHaveCount(0);
  await visit.start();
  await expect(visit.page.locator("#boot")).toHaveCount(0);
  await expect(visit.page.getByText("Web shop")).toHaveCount(0);
  await visit.release();
  await expect(visit.page.getByRole("heading", { level: 1 })).toHaveText(refused);
});

test("somebody else who is signed in finds nothing of whoever the browser remembers, once the edge has said so", async ({ page, person, baseURL, noise }) => {
  noise.allow(/status of 40[14]/);
  const organization = await person.api.createOrganization("Secret society");
  await person.api.createProject(organization, "Web shop");
  await keepAnswer(page, `/o/${organization.slug}`, projects(organization.slug));
  await page.context().clearCookies();
  await new Person(page.context().request, baseURL!).signIn();
  await page.goto(`/o/${organization.slug}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(refused);
  await expect.poll(async () => JSON.stringify(await answers(page))).not.toContain("Web shop");
});

test("a session that is over takes with it what was kept", async ({ page, person, noise }) => {
  noise.allow(/status of 401/);
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Web shop");
  await keepAnswer(page, `/o/${organization.slug}`, projects(organization.slug));
  await page.context().clearCookies();
  await page.goto(`/o/${organization.slug}`);
  await expect(page).toHaveURL(/\/sign-in/);
  await expect.poll(() => answered(page)).toEqual([]);
});

test("whoever was removed is refused at the next visit, and nothing of the organization is kept any more", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 404/);
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const organization = await owner.api.createOrganization("Lighthouse");
  await owner.api.createProject(organization, "Web shop");
  const members = memberships(owner, organization);
  await members.join(person, "developer");
  await keepAnswer(page, `/o/${organization.slug}`, projects(organization.slug));
  await members.remove(person.email);
  await page.goto(`/o/${organization.slug}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(refused);
  await expect(page.getByText("Web shop")).toHaveCount(0);
  await expect.poll(async () => JSON.stringify(await answers(page))).not.toContain("Lighthouse");
});

test("a new build, and the way out, forget every answer", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Web shop");
  const address = `/o/${organization.slug}`;
  await keepAnswer(page, address, projects(organization.slug));
  // As if the kept page were of an earlier build, and something were kept that this one never asks for.
  await page.evaluate(async () => {
    const cache = await caches.open("portico");
    const response = (await cache.match("/"))!;
    await cache.put("/", new Response(`${await response.text()}<!-- earlier -->`, { headers: response.headers }));
    const name = (await caches.keys()).find((name) => name.startsWith("portico.answers."))!;
    await (await caches.open(name)).put("/api/earlier", new Response("{}"));
  });
  await page.goto(address);
  await expect.poll(() => answered(page)).not.toContain("/api/earlier");
  await keep(page, address);
  await page.goto(`${address}?sw=off`);
  await expect(projectRow(page, "Web shop")).toBeVisible();
  expect(await answered(page)).toEqual([]);
});
