import type { Page } from "@playwright/test";
import { ok } from "./support/api";
import { projectRow } from "./support/bar";
import { Configured, SECRET, toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { loseAnswer } from "./support/problems";
import { Person } from "./support/person";

const remove = (page: Page) => page.getByRole("region", { name: "Delete project" }).getByRole("button");
const trashed = (page: Page, name: string) => page.getByRole("list", { name: "Deleted projects" }).getByRole("listitem").filter({ hasText: name });
const restore = (page: Page, name: string) => trashed(page, name).getByRole("button", { name: `Restore ${name}` });

/** Types the name of the project and confirms. */
async function confirm(page: Page, name: string) {
  await remove(page).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill(name);
  await dialog.getByRole("button", { name: "Delete project" }).click();
}

test("a project is deleted by typing its name, and comes back from the trash with its IDs, its secrets and its keys", async ({ page, person, noise }) => {
  noise.allow(/status of 404/);
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", {}, { "auth.signing_secret": SECRET });
  const { token } = await ok(person.api.post(shop.at("sandbox", "keys"), { name: "Server" }));
  const keyed = { Authorization: `Bearer ${token}` };
  const status = async (headers = {}) => (await shop.read(page.request, "sandbox", headers)).status();
  const before = await (await shop.read(page.request, "sandbox", keyed)).json();

  await page.goto(shop.page("settings"));
  await remove(page).click();
  const dialog = page.getByRole("dialog", { name: "Delete Shop?" });
  await expect(dialog).toContainText("is refused, everywhere in about a minute");
  const button = dialog.getByRole("button", { name: "Delete project" });
  await expect(button).toHaveAttribute("data-reason", /Type the name/);
  await dialog.getByRole("textbox").fill("shop");
  await expect(button).toHaveAttribute("data-reason", /Type the name/);
  await dialog.getByRole("textbox").fill("Shop");
  await button.click();
  await expect(page).toHaveURL(`/o/${shop.organization.slug}`);
  await expect(page.getByText("No projects yet")).toBeVisible();
  // The message leads on.
  await page.getByRole("status").getByRole("link", { name: "Open trash" }).click();
  await expect(page).toHaveURL(`/o/${shop.organization.slug}/trash`);
  expect([await status(), await status(keyed)]).toEqual([404, 401]);

  await expect(trashed(page, "Shop")).toContainText(`by ${person.email}`);
  await restore(page, "Shop").click();
  await page.getByRole("dialog", { name: "Restore Shop?" }).getByRole("button", { name: "Restore project" }).click();
  await expect(page).toHaveURL(shop.page("sandbox"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Shop");

  const back = await person.api.project(shop.organization, "shop");
  expect([back.id, back.sandbox.id, back.live.id]).toEqual([shop.project.id, shop.project.sandbox.id, shop.project.live.id]);
  expect(await (await shop.read(page.request, "sandbox", keyed)).json()).toEqual(before);
  expect(await status()).toBe(200);
  await page.goto(`/o/${shop.organization.slug}/trash`);
  await expect(page.getByText("Nothing in the trash")).toBeVisible();
});

test("a deletion and a restoration whose answers are lost are found to have worked", async ({ page, person, noise, baseURL }) => {
  noise.allow(/ERR_CONNECTION_RESET|ERR_FAILED|status of 404/);
  const organization = await person.api.createOrganization();
  await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.slug}/p/shop/settings`);
  await page.route("**/delete", (route) => loseAnswer(route, baseURL!), { times: 1 });
  await confirm(page, "Shop");
  await expect(page).toHaveURL(`/o/${organization.slug}`);
  await page.getByRole("link", { name: "Trash", exact: true }).click();
  await page.route("**/restore", (route) => loseAnswer(route, baseURL!), { times: 1 });
  await restore(page, "Shop").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Restore project" }).click();
  await expect(dialog.getByRole("alert")).toContainText("safe to try again");
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
  expect(await person.api.projects(organization)).toHaveLength(1);
});

test("a deletion of which nothing is heard twice is told as done once it is", async ({ page, person, noise, baseURL }) => {
  noise.allow(/ERR_CONNECTION_RESET|ERR_FAILED|status of 404/);
  const organization = await person.api.createOrganization();
  await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.slug}/p/shop/settings`);
  await page.route("**/delete", (route) => loseAnswer(route, baseURL!), { times: 1 });
  const gone = "**/api/organizations/*/projects/*";
  await page.route(gone, (route) => route.abort("connectionreset"));
  await confirm(page, "Shop");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("alert")).toContainText(/could not be reached|No answer/);
  await page.unroute(gone);
  await dialog.getByRole("button", { name: "Delete project" }).click();
  await expect(page.getByRole("link", { name: "Open trash" })).toBeVisible();
  await expect(page).toHaveURL(`/o/${organization.slug}`);
});

test("what was deleted is not in the list to which one comes back, and Back finds nothing of it", async ({ page, person, noise }) => {
  noise.allow(/status of 404/);
  const organization = await person.api.createOrganization();
  await person.api.createProjects(organization, ["Shop", "Till"]);
  await page.goto(`/o/${organization.slug}`);
  await projectRow(page, "Shop").click();
  await page.getByRole("link", { name: "Project settings" }).click();
  // The list is not asked for again yet: it is known from before.
  await page.route("**/projects", async (route) => {
    await expect(page.getByText("1 project", { exact: true })).toBeVisible();
    await route.continue();
  });
  await confirm(page, "Shop");
  await expect(projectRow(page, "Till")).toBeVisible();
  await expect(projectRow(page, "Shop")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Open trash" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: /nothing here/ })).toBeVisible();
});

test("a project whose name was taken meanwhile comes back under another one", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  const organization = await person.api.createOrganization();
  const old = await person.api.createProject(organization, "Shop");
  await person.api.deleteProject(organization, old);
  await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.slug}/trash`);
  await restore(page, "Shop").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Restore project" }).click();
  await expect(dialog.getByRole("textbox")).toBeFocused();
  await expect(dialog).toContainText("This organization already has a project with that name.");
  await dialog.getByRole("textbox").fill("Old shop");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Old shop");
  const [first, second] = await person.api.projects(organization);
  expect([first?.id, second?.name]).toEqual([old.id, "Shop"]);
});

test("a full plan takes nothing back, and says so before and after one tries", async ({ page, person, noise }) => {
  noise.allow(/status of 402/);
  const organization = await person.api.createOrganization();
  await person.api.deleteProject(organization, await person.api.createProject(organization, "Shop"));
  await person.api.createProjects(organization, ["One", "Two"]);
  await page.goto(`/o/${organization.slug}/trash`);
  await restore(page, "Shop").click();
  // Somebody else takes the last place.
  await person.api.createProject(organization, "Three");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Restore project" }).click();
  await expect(dialog.getByRole("alert").first()).toContainText("The Free plan allows 3 projects, and this organization has 3.");
  await expect(dialog.getByRole("link", { name: "Change the plan" })).toHaveAttribute("href", `/o/${organization.slug}/billing`);
  await page.goto(`/o/${organization.slug}/trash`);
  await expect(page.getByRole("main")).toContainText("3 of 3 projects of the Free plan");
  await expect(restore(page, "Shop")).toHaveAttribute("data-reason", /3 of 3 projects/);
});

test("a full trash refuses the next project until one is deleted for good by typing its name", async ({ page, person, noise }) => {
  noise.allow(/status of 402/);
  const organization = await person.api.createOrganization();
  for (const name of ["One", "Two", "Three"]) {
    await person.api.deleteProject(organization, await person.api.createProject(organization, name));
  }
  await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.slug}/p/shop/settings`);
  await confirm(page, "Shop");
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("The trash is full: on the Free plan it keeps 3 projects");
  await page.keyboard.press("Escape");
  await page.goto(`/o/${organization.slug}/trash`);
  await expect(page.getByRole("main")).toContainText("the trash holds up to 3 projects; it holds 3 now");
  await trashed(page, "Two").getByRole("button", { name: "Delete for good Two" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Two for good?" });
  const button = dialog.getByRole("button", { name: "Delete for good" });
  await expect(button).toHaveAttribute("data-reason", /Type the name/);
  await dialog.getByRole("textbox").fill("Two");
  await button.click();
  await expect(toast(page, "Two deleted for good")).toBeVisible();
  await expect(trashed(page, "Two")).toHaveCount(0);
  await expect(page.getByRole("main")).toContainText("it holds 2 now");
  await page.goto(`/o/${organization.slug}/p/shop/settings`);
  await confirm(page, "Shop");
  await expect(page).toHaveURL(`/o/${organization.slug}`);
});

test("who may not delete or restore is told why", async ({ page, person, newBrowser, baseURL }) => {
  const shop = await Configured.create(person.api);
  await person.api.deleteProject(shop.organization, await person.api.createProject(shop.organization, "Old"));
  const browser = await newBrowser();
  await shop.join(await Person.inBrowser(browser, baseURL!), "developer");
  const theirs = await browser.newPage();
  await theirs.goto(shop.page("settings"));
  await expect(remove(theirs)).toHaveAttribute("data-reason", /Only Owners and Admins can delete projects/);
  await theirs.goto(`/o/${shop.organization.slug}/trash`);
  await expect(restore(theirs, "Old")).toHaveAttribute("data-reason", /Ask an Owner or Admin to restore it/);
  const forGood = trashed(theirs, "Old").getByRole("button", { name: "Delete for good Old" });
  await expect(forGood).toHaveAttribute("data-reason", /Ask an Owner or Admin to delete it for good/);
});

test("another tab of a project that was deleted says that there is nothing, and finds it again", async ({ context, page, person, noise }) => {
  noise.allow(/status of 404/);
  const organization = await person.api.createOrganization();
  await person.api.createProject(organization, "Shop");
  const other = await context.newPage();
  await other.goto(`/o/${organization.slug}/p/shop/settings`);
  await other.getByRole("textbox", { name: "Project Name" }).fill("Store");
  // Coming back to it after a while would already ask again.
  await other.clock.setFixedTime(Date.now());
  // What is behind is drawn once a second.
  await page.bringToFront();
  await page.goto(`/o/${organization.slug}/p/shop/settings`);
  await confirm(page, "Shop");
  await expect(page.getByText("No projects yet")).toBeVisible();
  await other.bringToFront();
  await other.getByRole("button", { name: "Save changes" }).click();
  await expect(other.getByRole("heading", { name: /nothing here/ })).toBeVisible();
  await expect(other.getByRole("link", { name: "trash of Acme" })).toHaveAttribute("href", `/o/${organization.slug}/trash`);
  await page.bringToFront();
  await page.getByRole("link", { name: "Trash", exact: true }).click();
  await restore(page, "Shop").click();
  await page.getByRole("dialog").getByRole("button", { name: "Restore project" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Shop");
  await other.reload();
  await expect(other.getByRole("textbox", { name: "Project Name" }), "what was typed is kept").toHaveValue("Store");
  await other.getByRole("button", { name: "Discard", exact: true }).click();
  await expect(other.getByRole("textbox", { name: "Project Name" })).toHaveValue("Shop");
  await page.goto(`/o/${organization.slug}`);
  await expect(projectRow(page, "Shop")).toBeVisible();
});
