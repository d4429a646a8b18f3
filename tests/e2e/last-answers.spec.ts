import type { Page } from "@playwright/test";
import { ok } from "./support/api";
import { projectRow } from "./support/bar";
import { Configured } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { answered, answers, held, keepAnswer } from "./support/kept";
import { memberships } from "./support/members";
import { Person } from "./support/person";

test.use({ serviceWorkers: "allow" });

const SECRET = "correct-horse-battery-staple-and-more";
const projects = (slug: string) => `/api/organizations/${slug}/projects`;
const refused = /You are no longer a member|There is nothing here/;
const mark = (page: Page) => page.locator(".old-mark");

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
