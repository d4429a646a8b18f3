import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { modeLink } from "./support/bar";
import { Configured, SECRET, bar, setting } from "./support/configuration";
import { memberRow, memberships } from "./support/members";
import { Person } from "./support/person";
import { signIn } from "./support/sign-in";

const note = (page: Page) => page.getByText("You typed this earlier and have not saved it.");
const account = (page: Page) => page.getByRole("button", { name: "Account" });

/** A form, what is typed into it, and where it is. */
type Form = { name: string; at: string; label: string; typed: string; opens?: string; dialog?: boolean };

function forms(shop: Configured): Form[] {
  const at = `/o/${shop.organization.slug}`;
  return [
    { name: "account", at: "/account", label: "Name", typed: "Ada" },
    { name: "create organization", at: "/new", label: "Organization Name", typed: "Meridian" },
    { name: "create project", at: `${at}/new`, label: "Project Name", typed: "Till" },
    { name: "organization settings", at: `${at}/settings`, label: "Organization Name", typed: "Other name" },
    { name: "billing details", at: `${at}/billing`, label: "Legal name", typed: "Lighthouse Ltd" },
    { name: "project settings", at: shop.page("settings"), label: "Project Name", typed: "Shop 2" },
    { name: "invites", at: `${at}/members`, label: "E-mail addresses", typed: "a@example.com\nb@example.com", opens: "Invite members", dialog: true },
    { name: "create key", at: shop.page("sandbox/keys"), label: "Name", typed: "Web server", opens: "Create key", dialog: true },
    { name: "add setting", at: shop.page("schema"), label: "Title", typed: "Region", opens: "Add setting", dialog: true },
    { name: "publish", at: shop.page("sandbox/configuration"), label: "Message", typed: "Why and what", opens: "Publish…", dialog: true },
  ];
}

async function field(page: Page, form: Form) {
  if (form.opens) await page.getByRole("main").getByRole("button", { name: form.opens, exact: true }).first().click();
  return (form.dialog ? page.getByRole("dialog") : page.getByRole("main")).getByLabel(form.label, { exact: true });
}

test("what is typed into any form survives leaving it by a link, by Back and by a reload, until it is given up", async ({ page, person }) => {
  test.slow();
  const shop = await Configured.create(person.api);
  await shop.save("sandbox", { "auth.session_length": 70 });
  for (const form of forms(shop)) {
    await test.step(form.name, async () => {
      await page.goto("/organizations");
      await page.goto(form.at);
      await (await field(page, form)).fill(form.typed);
      if (form.dialog) await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "Portico" }).first().click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
      await page.goBack();
      await expect(await field(page, form)).toHaveValue(form.typed);
      await expect(note(page)).toBeVisible();
      await page.reload();
      await expect(await field(page, form)).toHaveValue(form.typed);
      await page.getByRole("button", { name: "Discard", exact: true }).click();
      await expect(note(page)).toHaveCount(0);
      await expect(page.locator("body:focus"), "the button took the keyboard with it").toHaveCount(0);
      await page.reload();
      await expect(await field(page, form)).not.toHaveValue(form.typed);
      await expect(note(page)).toHaveCount(0);
    });
  }
});

test("a role, a plan and the slug of an offer that were chosen survive a dialog that closes by accident", async ({ page, person, newBrowser, baseURL }) => {
  const shop = await Configured.create(person.api);
  const ben = await Person.inBrowser(await newBrowser(), baseURL!);
  await memberships(person, shop.organization).join(ben, "developer");
  const dialog = page.getByRole("dialog");

  const changeRole = async () => {
    await page.getByRole("button", { name: `Actions for ${ben.email}` }).click();
    await page.getByRole("menuitem", { name: "Change role" }).click();
  };
  await page.goto(`/o/${shop.organization.slug}/members`);
  await changeRole();
  await dialog.getByRole("radio", { name: /^Viewer/ }).check();
  await page.keyboard.press("Escape");
  await changeRole();
  await expect(dialog.getByRole("radio", { name: /^Viewer/ })).toBeChecked();
  await expect(note(page)).toBeVisible();
  await dialog.getByRole("button", { name: "Change role" }).click();
  await expect(dialog).toHaveCount(0);
  // The row is made anew with its role, and its menu with it.
  await expect(memberRow(page, ben.email)).toContainText("Viewer");
  await changeRole();
  await expect(note(page), "it is sent").toHaveCount(0);
  await expect(dialog.getByRole("radio", { name: /^Viewer/ })).toBeChecked();

  const changePlan = () => page.getByRole("button", { name: "Change plan" }).click();
  await page.goto(`/o/${shop.organization.slug}/billing`);
  await changePlan();
  await dialog.getByRole("radio", { name: /^Enterprise/ }).check();
  await dialog.getByRole("radio", { name: "Pay yearly" }).check();
  await page.keyboard.press("Escape");
  await page.reload();
  await changePlan();
  await expect(dialog.getByRole("radio", { name: /^Enterprise/ })).toBeChecked();
  await expect(dialog.getByRole("radio", { name: "Pay yearly" })).toBeChecked();
  await dialog.getByRole("button", { name: "Discard" }).click();
  await expect(dialog.getByRole("radio", { name: /^Free/ })).toBeChecked();
  await page.keyboard.press("Escape");
  await changePlan();
  await expect(note(page)).toHaveCount(0);

  const offer = () => page.getByRole("main").getByRole("button", { name: "Offer project" }).first().click();
  await page.goto(shop.page("settings"));
  await offer();
  await dialog.getByLabel("Slug of the other organization").fill("meridian");
  await dialog.getByLabel("Type the project's name to confirm").fill("Shop");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Portico" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
  await page.goBack();
  await offer();
  await expect(dialog.getByLabel("Slug of the other organization")).toHaveValue("meridian");
  await expect(dialog.getByLabel("Type the project's name to confirm"), "typed anew each time").toHaveValue("");
  await dialog.getByRole("button", { name: "Discard" }).click();
  await expect(dialog.getByLabel("Slug of the other organization")).toHaveValue("");
  await expect(note(page)).toHaveCount(0);
});

test("the schema that is being edited survives the environment switch, Back, a reload, and what somebody else saves meanwhile", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("schema"));
  await page.getByRole("button", { name: "Edit Sign-up" }).click();
  await page.getByRole("dialog").getByLabel("Title").fill("Sign-up open");
  await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
  const changes = page.getByRole("region", { name: "Schema changes" });
  await expect(changes).toContainText("1 change");
  await modeLink(page, "Live").click();
  await expect(page).toHaveURL(/\/live/);
  await page.goBack();
  await expect(changes).toContainText("1 change");
  const { settings } = await person.api.get(shop.path("schema"));
  await shop.schema(settings.map((one: { key: string }) => (one.key === "app.display_name" ? { ...one, title: "Called" } : one)));
  await page.reload();
  await expect(page.getByRole("button", { name: "Edit Sign-up open" })).toBeVisible();
  await changes.getByRole("button", { name: "Keep my changes on top" }).click();
  await changes.getByRole("button", { name: "Save schema" }).click();
  await expect(changes).toHaveCount(0);
  const titles = (await person.api.get(shop.path("schema"))).settings.map((one: { title: string }) => one.title);
  expect(titles).toEqual(expect.arrayContaining(["Sign-up open", "Called"]));
  await page.reload();
  await expect(page.getByRole("button", { name: "Edit Sign-up open" })).toBeVisible();
  await expect(changes).toHaveCount(0);
});

test("a form that was left, and changed by somebody else meanwhile, says so before it is saved", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  const organization = await person.api.createOrganization("Lighthouse");
  await page.goto(`/o/${organization.slug}/settings`);
  await page.getByLabel("Organization Name").fill("Mine");
  await page.getByRole("link", { name: "Portico" }).first().click();
  const theirs = { name: "Lighthouse", website: "https://theirs.example", slug: organization.slug, version: organization.version };
  expect((await person.api.patch(`/api/organizations/${organization.id}`, theirs)).status()).toBe(200);
  await page.goto(`/o/${organization.slug}/settings`);
  await expect(page.getByLabel("Organization Name")).toHaveValue("Mine");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("button", { name: "Load the current values" }).click();
  await expect(page.getByLabel("Website URL")).toHaveValue(/theirs\.example/);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Organization saved" })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Organization Name")).toHaveValue("Mine");
  await expect(note(page)).toHaveCount(0);
});

test("what is typed belongs to the person: kept over the end of the session, not shown to the next one, forgotten on sign-out", async ({ page, context, person, baseURL, newBrowser, noise }) => {
  noise.allow(/status of 401/);
  const shop = await Configured.create(person.api);
  const ben = await Person.inBrowser(await newBrowser(), baseURL!);
  await memberships(person, shop.organization).join(ben, "admin");
  const name = page.getByLabel("Project Name");
  const settings = shop.page("settings");
  const endSession = async () => {
    await context.clearCookies();
    await page.goto(settings);
    await expect(page).toHaveURL(/sign-in/);
  };
  await page.goto(settings);
  await name.fill("Typed");
  await endSession();
  await signIn(page, person);
  await expect(name, "kept over the end of the session").toHaveValue("Typed");

  await endSession();
  await signIn(page, ben);
  await expect(name, "nobody else's").toHaveValue("Shop");
  await endSession();
  await signIn(page, person);
  await expect(name, "somebody else was here").toHaveValue("Shop");

  await name.fill("Typed again");
  const other = await context.newPage();
  await other.goto("/organizations");
  await account(other).click();
  await other.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page, "the other tab signed out here as well").toHaveURL(/sign-in/);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain("Typed again");
});

test("a secret that is typed survives leaving the page, and is written down nowhere", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox/configuration"));
  const secret = setting(page, "Signing secret");
  await secret.getByRole("button", { name: "Set value" }).click();
  await secret.getByLabel("New value").fill(SECRET);
  await modeLink(page, "Live").click();
  await expect(page).toHaveURL(/\/live/);
  await expect(bar(page)).toContainText("No changes");
  await page.goBack();
  await expect(secret.getByLabel("New value")).toHaveValue(SECRET);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(SECRET);
});

test("the browser asks before a tab is closed on what is not saved, and not otherwise", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const asks = () => page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
  await page.goto(`/o/${organization.slug}/settings`);
  await expect(page.getByLabel("Organization Name")).toHaveValue("Lighthouse");
  expect(await asks()).toBe(false);
  await page.getByLabel("Organization Name").fill("Other");
  expect(await asks()).toBe(true);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Organization saved" })).toBeVisible();
  expect(await asks()).toBe(false);
});

test("what was typed about a project goes with it into another organization", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox/configuration"));
  await setting(page, "Display name").getByRole("textbox").fill("Lighthouse");
  await expect(bar(page)).toContainText("1 change");
  await page.goto(shop.page("settings"));
  await page.getByRole("main").getByLabel("Project Name", { exact: true }).fill("Shop 2");
  const meridian = await person.api.createOrganization("Meridian");
  const offer = await person.api.offer(shop.organization, shop.project, meridian);
  expect((await person.api.acceptOffer(meridian, offer)).status()).toBe(200);
  const there = `/o/${meridian.slug}/p/${shop.project.slug}`;
  await page.goto(`${there}/sandbox/configuration`);
  await expect(setting(page, "Display name").getByRole("textbox")).toHaveValue("Lighthouse");
  await page.goto(`${there}/settings`);
  await expect(page.getByRole("main").getByLabel("Project Name", { exact: true })).toHaveValue("Shop 2");
  await expect(note(page)).toBeVisible();
});
