import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { organizations, projectRow, projects } from "./support/bar";
import { freshSlug, ok } from "./support/api";

const save = (page: Page) => page.getByRole("button", { name: "Save changes" });

test("an organization is renamed: the address follows the slug, the ID stays, the old address leads nowhere", async ({
  page,
  person,
  noise,
}) => {
  noise.allow(/status of 404/);
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.slug}`);
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}/settings`);
  await expect(page.getByText(organization.id)).toBeVisible();
  await expect(save(page), "nothing to save yet").toHaveAttribute("aria-disabled", "true");
  const slug = freshSlug();
  await page.getByLabel("Organization Name").fill("Apex");
  await page.getByLabel("Website URL").fill("apex.example");
  await page.getByLabel("Slug").fill(slug);
  await save(page).click();
  await expect(page).toHaveURL(`/o/${slug}/settings`);
  await expect(page.getByRole("status").filter({ hasText: "Organization saved" })).toBeVisible();
  await expect(organizations(page).button).toHaveText(/Apex/);
  await expect(page.getByLabel("Website URL")).toHaveValue("https://apex.example");
  const renamed = await person.api.get(`/api/organizations/${slug}`);
  expect(renamed).toMatchObject({ id: organization.id, name: "Apex", website: "https://apex.example", version: 2 });

  await organizations(page).button.click();
  await organizations(page).entry(/Apex/).click();
  await projectRow(page, "Shop").click();
  await expect(page).toHaveURL(`/o/${slug}/p/shop/sandbox`);
  await page.goto(`/o/${organization.slug}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/nothing here/);
  await page.goto("/");
  await expect(page, "the renamed one is the last used").toHaveURL(`/o/${slug}`);
});

test("a project is renamed: the address follows the slug, all IDs stay", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  const before = await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.slug}/p/shop/settings`);
  await page.getByLabel("Project Name").fill("Store");
  await page.getByLabel("Slug").fill("store-2");
  await save(page).click();
  await expect(page).toHaveURL(`/o/${organization.slug}/p/store-2/settings`);
  await expect(projects(page).button).toHaveText(/Store/);
  await expect(page).toHaveTitle(/Store/);
  const after = await person.api.project(organization, "store-2");
  expect([after.id, after.sandbox.id, after.live.id]).toEqual([before.id, before.sandbox.id, before.live.id]);
  await projects(page).button.click();
  await expect(projects(page).entries).toHaveText([/Store/, "Create new project"]);
});

test("only the name changes: the address stays, and the list and the dropdowns know at once", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.slug}`);
  await projectRow(page, "Shop").click();
  await page.getByRole("link", { name: "Project settings" }).click();
  await page.getByLabel("Project Name").fill("Store");
  await page.getByLabel("Project Name").press("Enter");
  await expect(projects(page).button).toHaveText(/Store/);
  await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/settings`);
  await page.goBack();
  await page.goBack();
  await expect(projectRow(page, "Store")).toBeVisible();
});

test("an old slug is free for another project, which the old address then shows", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  const first = await person.api.createProject(organization, "Shop");
  await ok(person.api.patch(`/api/organizations/${organization.slug}/projects/shop`, { name: "Old shop", slug: "old-shop", version: 1 }));
  const second = await person.api.createProject(organization, "Shop");
  expect(second.slug).toBe("shop");
  expect(second.id).not.toBe(first.id);
  await page.goto(`/o/${organization.slug}/p/shop/sandbox`);
  await expect(page.getByRole("group", { name: "Sandbox environment ID" }).locator("code")).toHaveText(second.sandbox.id);
});

test("a slug that is taken is refused at the field", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  const [one, other] = [await person.api.createOrganization("One"), await person.api.createOrganization("Other")];
  await page.goto(`/o/${one.slug}/settings`);
  await page.getByLabel("Slug").fill(other.slug);
  await save(page).click();
  await expect(page.getByLabel("Slug")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Slug")).toBeFocused();
  await expect(page).toHaveURL(`/o/${one.slug}/settings`);
});

test("two tabs change the same: the second is told, and nothing typed is lost", async ({ context, person, noise }) => {
  noise.allow(/status of 409/);
  const organization = await person.api.createOrganization("Acme");
  const [one, other] = [await context.newPage(), await context.newPage()];
  for (const page of [one, other]) {
    await page.goto(`/o/${organization.slug}/settings`);
    await expect(page.getByLabel("Organization Name")).toHaveValue("Acme");
  }
  await other.getByLabel("Website URL").fill("https://other.example");
  await one.bringToFront();
  await one.getByLabel("Organization Name").fill("Apex");
  await save(one).click();
  await expect(one.getByRole("status").filter({ hasText: "Organization saved" })).toBeVisible();

  await save(other).click();
  await expect(other.getByRole("alert")).toContainText("Someone changed this in the meantime");
  await expect(other.getByLabel("Website URL")).toHaveValue("https://other.example");
  await other.getByRole("button", { name: "Load the current values" }).click();
  await expect(other.getByLabel("Organization Name"), "theirs where nothing was typed").toHaveValue("Apex");
  await expect(other.getByLabel("Website URL"), "mine where something was").toHaveValue("https://other.example");
  await save(other).click();
  await expect(other.getByRole("status").filter({ hasText: "Organization saved" })).toBeVisible();
  const now = await person.api.get(`/api/organizations/${organization.slug}`);
  expect(now).toMatchObject({ name: "Apex", website: "https://other.example", version: 3 });
});

test("the form that was overtaken by another tab is brought up to date when one comes back to it untouched", async ({
  context,
  person,
}) => {
  const organization = await person.api.createOrganization();
  const project = await person.api.createProject(organization, "Shop");
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`/o/${organization.slug}/p/${project.slug}/settings`);
  await expect(page.getByLabel("Project Name")).toHaveValue("Shop");
  await ok(person.api.patch(`/api/organizations/${organization.slug}/projects/${project.slug}`, { name: "Store", version: 1 }));
  await page.clock.fastForward(16_000);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(page.getByLabel("Project Name")).toHaveValue("Store");
  await expect(projects(page).button).toHaveText(/Store/);
});
