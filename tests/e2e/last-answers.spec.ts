import type { Page } from "@playwright/test";
import { ok } from "./support/api";
import { projectRow } from "./support/bar";
import { Configured } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { answered, answers, held, keep, keepAnswer } from "./support/kept";
import { memberships } from "./support/members";
import { Person } from "./support/person";

test.use({ serviceWorkers: "allow" });

const SECRET = "correct-horse-battery-staple-and-more";
const projects = (slug: string) => `/api/organizations/${slug}/projects`;
const refused = /You are no longer a member|There is nothing here/;
const mark = (page: Page) => page.locator(".old-mark");

async function signOut(page: Page) {
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

test("a visit shows the rows of the last one before anything is answered, marked as old until they are confirmed", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Web shop");
  await keepAnswer(page, `/o/${organization.slug}`, projects(organization.slug));
  const visit = await held(page);
  await visit.page.goto(`/o/${organization.slug}`);
  await expect(projectRow(visit.page, "Web shop")).toBeVisible();
  await expect(mark(visit.page)).toHaveText(/^This is from .+\. Checking for changes…$/);
  const before = await projectRow(visit.page, "Web shop").boundingBox();
  await visit.release();
  await expect(mark(visit.page)).toHaveCount(0);
  expect(await projectRow(visit.page, "Web shop").boundingBox()).toEqual(before);
});

test("the page that is painted first shows them as well, says so after a moment, and goes on with what the edge answers", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Web shop");
  await keepAnswer(page, `/o/${organization.slug}`, projects(organization.slug));
  const visit = await held(page, { wasm: true });
  await visit.page.goto(`/o/${organization.slug}`, { waitUntil: "domcontentloaded" });
  const painted = visit.page.locator("#boot");
  const row = painted.getByRole("link", { name: "Web shop", exact: true });
  await expect(row).toBeVisible();
  await expect(painted.locator(".menu-button .person-initials")).toBeVisible();
  const before = await row.boundingBox();
  await expect(mark(visit.page)).toHaveText(/^This is from .+\. Checking for changes…$/);
  await row.focus();
  await person.api.createProject(organization, "Newcomer");
  await visit.release();
  await expect(painted.getByRole("link", { name: "Newcomer", exact: true })).toBeVisible();
  await expect(mark(visit.page)).toHaveCount(0);
  await expect(row, "the keyboard stays where it was").toBeFocused();
  const now = await row.boundingBox();
  expect([now!.x, now!.height]).toEqual([before!.x, before!.height]);
  await visit.start();
  await expect(painted).toHaveCount(0);
  await expect(projectRow(visit.page, "Newcomer")).toBeVisible();
  await expect(projectRow(visit.page, "Web shop")).toBeFocused();
  expect(await projectRow(visit.page, "Web shop").boundingBox()).toEqual(now);
});

test("without a network the painted page shows what was kept, and the app goes on with that", async ({ page, context, person, noise }) => {
  noise.allow(/ERR_INTERNET_DISCONNECTED/, /Failed to fetch/);
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Web shop");
  await keepAnswer(page, `/o/${organization.slug}`, projects(organization.slug));
  const visit = await held(page, { wasm: true });
  await context.setOffline(true);
  await visit.page.goto(`/o/${organization.slug}`, { waitUntil: "domcontentloaded" });
  const row = visit.page.locator("#boot").getByRole("link", { name: "Web shop", exact: true });
  await expect(row).toBeVisible();
  await visit.release();
  await expect(mark(visit.page)).toHaveText(/^Portico could not be reached\. This is from .+\.$/);
  await expect(row).toBeVisible();
  await visit.start();
  await expect(visit.page.locator("#boot")).toHaveCount(0);
  await expect(projectRow(visit.page, "Web shop")).toBeVisible();
  await expect(visit.page.getByText(/^You are offline\. This is from .+\. Changes can't be saved now\.$/)).toBeVisible();
});

test("whoever may not see them any more sees the painted rows go once the edge has said so", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 404/);
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const organization = await owner.api.createOrganization("Lighthouse");
  await owner.api.createProject(organization, "Web shop");
  const members = memberships(owner, organization);
  await members.join(person, "developer");
  await keepAnswer(page, `/o/${organization.slug}`, projects(organization.slug));
  await members.remove(person.email);
  const visit = await held(page, { wasm: true });
  await visit.page.goto(`/o/${organization.slug}`, { waitUntil: "domcontentloaded" });
  const painted = visit.page.locator("#boot");
  await expect(painted.getByRole("link", { name: "Web shop", exact: true })).toBeVisible();
  await visit.release();
  await expect(painted.getByRole("status", { name: "Loading" })).toBeVisible();
  await expect(visit.page.getByText("Web shop")).toHaveCount(0);
  await visit.start();
  await expect(visit.page.getByRole("heading", { level: 1 })).toHaveText(refused);
});

for (const other of ["never answers", "fails"]) {
  test(`the painted rows go with the first answer that says the session is over, though the list ${other}`, async ({ page, person }) => {
    const organization = await person.api.createOrganization("Acme");
    await person.api.createProject(organization, "Web shop");
    await keepAnswer(page, `/o/${organization.slug}`, projects(organization.slug));
    const visit = await held(page, { wasm: true });
    await visit.page.addInitScript((other) => {
      const send = window.fetch;
      window.fetch = async (input, init) => {
        const url = input instanceof Request ? input.url : String(input);
        // Once both may be answered.
        if (/\/api\/(session$|organizations\/)/.test(url)) await send("/api/organizations", init).catch(() => {});
        if (url.endsWith("/api/session")) return new Response("{}", { status: 401 });
        if (url.includes("/api/organizations/")) return other === "fails" ? new Response("{}", { status: 503 }) : new Promise(() => {});
        return send(input, init);
      };
    }, other);
    await visit.page.goto(`/o/${organization.slug}`, { waitUntil: "domcontentloaded" });
    const painted = visit.page.locator("#boot");
    await expect(painted.getByRole("link", { name: "Web shop", exact: true })).toBeVisible();
    await visit.release();
    await expect(painted.getByRole("status", { name: "Loading" })).toBeVisible();
    await expect(visit.page.getByText("Web shop")).toHaveCount(0);
    await expect(mark(visit.page)).toHaveCount(0);
  });
}

test("another network's page takes nothing away: what was kept stays, on the painted page and in the app, and is marked", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Web shop");
  await keepAnswer(page, `/o/${organization.slug}`, projects(organization.slug));
  const visit = await held(page, { wasm: true });
  // As a hotspot answers everything, until somebody has agreed to its terms.
  await visit.page.addInitScript(() => {
    const send = window.fetch;
    window.fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (!url.includes("/api/")) return send(input, init);
      // Once it may be answered.
      await send("/api/organizations", init).catch(() => {});
      const headers = { "content-type": "text/html" };
      return new Response("<!doctype html><p>Agree to our terms", { status: url.endsWith("/api/session") ? 401 : 403, headers });
    };
  });
  await visit.page.goto(`/o/${organization.slug}`, { waitUntil: "domcontentloaded" });
  const row = visit.page.locator("#boot").getByRole("link", { name: "Web shop", exact: true });
  await expect(row).toBeVisible();
  await visit.release();
  await expect(mark(visit.page)).toHaveText(/^Portico could not be reached\. This is from .+\.$/);
  await expect(row).toBeVisible();
  await visit.start();
  await expect(visit.page.locator("#boot")).toHaveCount(0);
  await expect(projectRow(visit.page, "Web shop")).toBeVisible();
  await expect(mark(visit.page)).toHaveText(/^Portico could not be reached\. This is from .+\.$/);
  await expect(visit.page).toHaveURL(`/o/${organization.slug}`);
  expect(await answered(page)).toContain(projects(organization.slug));
});

test("what has changed meanwhile takes the place of what was kept", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Web shop");
  await keepAnswer(page, `/o/${organization.slug}`, projects(organization.slug));
  await person.api.createProject(organization, "Newcomer");
  const visit = await held(page);
  await visit.page.goto(`/o/${organization.slug}`);
  await expect(projectRow(visit.page, "Web shop")).toBeVisible();
  await expect(projectRow(visit.page, "Newcomer")).toHaveCount(0);
  await visit.release();
  await expect(projectRow(visit.page, "Newcomer")).toBeVisible();
  await expect(mark(visit.page)).toHaveCount(0);
});

test("without a network the rows are there, with since when, and go on being there", async ({ page, context, person, noise }) => {
  noise.allow(/ERR_INTERNET_DISCONNECTED/, /Failed to fetch/);
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Web shop");
  await keepAnswer(page, `/o/${organization.slug}`, projects(organization.slug));
  await context.setOffline(true);
  for (let visit = 0; visit < 2; visit++) {
    await page.goto(`/o/${organization.slug}`);
    await expect(projectRow(page, "Web shop")).toBeVisible();
    await expect(page.getByText(/^You are offline\. This is from .+\. Changes can't be saved now\.$/)).toBeVisible();
  }
  await context.setOffline(false);
  await expect(page.getByText("You are offline.")).toHaveCount(0);
  await expect(mark(page)).toHaveCount(0);
  await expect(projectRow(page, "Web shop")).toBeVisible();
});

test("what is changed on the basis of an old answer is refused where somebody was faster, and nothing typed is lost", async ({ page, context, person, noise }) => {
  noise.allow(/ERR_INTERNET_DISCONNECTED/, /Failed to fetch/, /status of 409/);
  const organization = await person.api.createOrganization("Acme");
  const project = await person.api.createProject(organization, "Web shop");
  const url = `${projects(organization.slug)}/${project.slug}`;
  const address = `/o/${organization.slug}/p/${project.slug}/settings`;
  await keepAnswer(page, address, url);
  await ok(person.api.patch(url, { name: "Their shop", slug: project.slug, version: 1 }));
  await context.setOffline(true);
  await page.goto(address);
  const name = page.getByLabel("Project Name");
  await expect(name).toHaveValue("Web shop");
  await expect(page.getByText(/^You are offline\. This is from /)).toBeVisible();
  await name.fill("My shop");
  const save = page.getByRole("button", { name: "Save changes" });
  const said = page.locator("#main form").getByRole("alert").filter({ hasText: /\S/ });
  await save.click();
  await expect(said).toContainText("No answer came. It's safe to try again: nothing happens twice.");
  await context.setOffline(false);
  await said.getByRole("button", { name: "Try again" }).click();
  await expect(said).toContainText("Someone changed this in the meantime");
  await expect(name).toHaveValue("My shop");
  expect((await person.api.project(organization, project.slug)).name).toBe("Their shop");
  await said.getByRole("button", { name: "Load the current values" }).click();
  await expect(said).toHaveCount(0);
  await save.click();
  await expect(page.getByRole("status").filter({ hasText: "Project saved" })).toBeVisible();
  expect((await person.api.project(organization, project.slug)).name).toBe("My shop");
});

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

test("of all pages only the listed answers are kept, and neither a secret nor mail is in any of them", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", {}, { "auth.signing_secret": SECRET });
  const { slug } = shop.organization;
  await keepAnswer(page, `/o/${slug}`, projects(slug));
  const addresses = [
    ...["sandbox", "sandbox/configuration", "sandbox/versions", "sandbox/keys", "promote", "schema", "settings"].map((section) => shop.page(section)),
    ...["members", "members/invites", "billing", "billing/usage", "audit", "trash", "settings", "export"].map((section) => `/o/${slug}/${section}`),
    ...["/organizations", "/account", "/mailbox"],
  ];
  for (const address of addresses) {
    await page.goto(address);
    await expect(page.locator("#boot")).toHaveCount(0);
    await expect(page.locator(".skeleton")).toHaveCount(0);
  }
  await expect.poll(() => answered(page)).toContain("/api/organizations");
  const listed = /^\/api\/(session|organizations|organizations\/[^/]+\/projects(\/[^/]+(\/promotion|\/environments\/(sandbox|live)\/versions)?)?)(\?sort=[\w-]+)?$/;
  expect((await answered(page)).filter((url) => !listed.test(url))).toEqual([]);
  expect(JSON.stringify(await answers(page))).not.toContain(SECRET);
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
