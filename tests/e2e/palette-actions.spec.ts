import type { Page } from "@playwright/test";
import { app, projectRow } from "./support/bar";
import { Configured, bar, setting, toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { numbered, retype } from "./support/lists";
import { memberships } from "./support/members";
import { Person } from "./support/person";

const palette = (page: Page) => page.getByRole("dialog", { name: "Go to" });
const field = (page: Page) => palette(page).getByRole("combobox", { name: "Go to" });
const entries = (page: Page) => palette(page).getByRole("option");
const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const invite = (page: Page) => page.getByRole("dialog", { name: /^Invite members to/ });
const sheet = (page: Page) => page.getByRole("dialog", { name: "Keyboard shortcuts" });

async function open(page: Page) {
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
}

/** Opens the palette, types, and chooses what comes first, which must read so. */
async function choose(page: Page, letters: string, title: RegExp) {
  await open(page);
  await page.keyboard.type(letters);
  await expect(entries(page).first()).toHaveText(title);
  await page.keyboard.press("Enter");
  await expect(palette(page)).toHaveCount(0);
}

test("what one can do here is found by a few letters, and done with the keyboard alone", async ({ page, person, context, baseURL }) => {
  test.slow();
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL! });
  const shop = await Configured.create(person.api, "Shop");
  await page.goto(shop.page("sandbox/versions"));
  await expect(heading(page)).toHaveText("Versions");

  await test.step("nothing to publish is not offered, and what was never published is", async () => {
    await open(page);
    await page.keyboard.type("publish ch");
    await expect(palette(page).getByRole("option", { name: /^Publish changes/ })).toHaveCount(0);
    await page.keyboard.press("Escape");
    await page.goto(shop.page("live/versions"));
    await expect(heading(page)).toHaveText("Versions");
    await choose(page, "publish ch", /^Publish changes.*Shop \/ Live.*Action/);
    await expect(page).toHaveURL(shop.page("live/configuration"));
  });

  await test.step("publish what the draft changes, edit, promote", async () => {
    await shop.save("sandbox", { "auth.session_length": 70 });
    await page.goto(shop.page("sandbox/versions"));
    await expect(heading(page)).toHaveText("Versions");
    await choose(page, "publish ch", /^Publish changes.*Shop \/ Sandbox.*Action/);
    await expect(page).toHaveURL(shop.page("sandbox/configuration"));
    await expect(bar(page).getByRole("button", { name: "Publish…" })).toBeVisible();
    await choose(page, "promote to", /^Promote to live.*Action/);
    await expect(page).toHaveURL(shop.page("promote"));
    await choose(page, "edit conf", /^Edit configuration.*Shop \/ Sandbox.*Action/);
    await expect(page).toHaveURL(shop.page("sandbox/configuration"));
  });

  await test.step("copy the environment's ID", async () => {
    await choose(page, "copy env", /^Copy environment ID.*Shop \/ Sandbox.*Action/);
    await expect(toast(page, "Environment ID copied")).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shop.project.sandbox.id);
    await expect(page).toHaveURL(shop.page("sandbox/configuration"));
  });

  await test.step("open the sheet of shortcuts, which gives the keyboard back", async () => {
    const button = page.getByRole("button", { name: "Go to…" });
    await button.focus();
    await choose(page, "keyboard sh", /^Keyboard shortcuts.*Action/);
    await expect(sheet(page)).toContainText("Show this list");
    await expect(page).toHaveURL(shop.page("sandbox/configuration"));
    await page.keyboard.press("Escape");
    await expect(sheet(page)).toHaveCount(0);
    await expect(button).toBeFocused();
  });

  await test.step("sign out", async () => {
    await choose(page, "sign out", /^Sign out.*Action/);
    await expect(page).toHaveURL("/sign-in");
  });
});

test("signing out from the palette is finished though the palette is closed before the answer comes", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  let arrived = () => {};
  let answer = () => {};
  const sent = new Promise<void>((resolve) => (arrived = resolve));
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/sign-out", async (route) => {
    arrived();
    await held;
    await route.continue();
  });
  await page.goto(`/o/${organization.slug}`);
  await expect(app(page).getByRole("heading", { name: "No projects yet" })).toBeVisible();
  await open(page);
  await page.keyboard.type("sign out");
  await expect(entries(page).first()).toHaveText(/^Sign out.*Action/);
  await page.keyboard.press("Enter");
  await sent;
  await page.keyboard.press("Escape");
  await expect(palette(page)).toHaveCount(0);
  answer();
  await expect(page).toHaveURL("/sign-in");
  await expect(page.getByLabel("E-mail address")).toBeVisible();
  expect((await person.api.request.get("/api/session")).status()).toBe(401);
});

test("inviting leads to the members with its dialog, once, wherever one was", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}`);
  await expect(app(page).getByRole("heading", { name: "No projects yet" })).toBeVisible();
  await choose(page, "invite mem", /^Invite members.*Acme.*Action/);
  await expect(invite(page).getByLabel("E-mail addresses")).toBeFocused();
  await expect(page).toHaveURL(`/o/${organization.slug}/members`);
  await page.keyboard.press("Escape");
  await expect(invite(page)).toHaveCount(0);
  // From the page itself, which stays.
  await choose(page, "invite mem", /^Invite members/);
  await expect(invite(page).getByLabel("E-mail addresses")).toBeFocused();
  await page.reload();
  await expect(page.getByRole("list", { name: "Members" }).getByRole("listitem")).toHaveCount(1);
  await expect(invite(page), "a reload asks for nothing again").toHaveCount(0);
  await expect(page).toHaveURL(`/o/${organization.slug}/members`);
});

test("a Viewer is offered nothing that a Viewer may not do", async ({ page, person, newBrowser, baseURL }) => {
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const organization = await owner.api.createOrganization("Acme");
  const shop = await Configured.in(owner.api, organization, "Shop");
  await shop.save("sandbox", { "auth.session_length": 70 });
  await memberships(owner, organization).join(person, "viewer");
  await page.goto(shop.page("sandbox"));
  await expect(heading(page)).toHaveText("Shop");
  await open(page);
  const actions = entries(page).filter({ has: page.getByText("Action", { exact: true }) });
  await expect(actions).toHaveText([/^Copy environment ID/, /^Create organization/, /^Keyboard shortcuts/, /^Sign out/]);
  for (const letters of ["publish changes", "edit configuration", "promote to live", "create project", "invite members"]) {
    await retype(page, field(page), letters, 0);
    await expect(actions, letters).toHaveCount(0);
  }
});

test("a setting's key leads to its control, from any page of the project and from its own, as often as one likes", async ({ page, person }) => {
  const shop = await Configured.create(person.api, "Shop");
  const control = setting(page, "Session length").getByRole("textbox");
  await page.goto(shop.page("sandbox/keys"));
  await expect(page.getByRole("button", { name: "Create key" }).first()).toBeVisible();
  await choose(page, "auth.session_length", /^Session length.*Setting/);
  await expect(page).toHaveURL(`${shop.page("sandbox/configuration")}#auth.session_length`);
  await expect(control).toBeFocused();
  await choose(page, "app.display_name", /^Display name.*Setting/);
  await expect(setting(page, "Display name").getByRole("textbox")).toBeFocused();
  for (let time = 0; time < 2; time++) {
    await choose(page, "auth.session_length", /^Session length.*Setting/);
    await expect(control).toBeFocused();
  }
  await expect(page).toHaveURL(`${shop.page("sandbox/configuration")}#auth.session_length`);
  // What a filter leaves out is shown again.
  await page.getByRole("searchbox", { name: "Filter settings" }).fill("display");
  await expect(control).toBeHidden();
  await choose(page, "auth.session_length", /^Session length.*Setting/);
  await expect(control).toBeFocused();
});

for (const delay of [0, 80, 250, 700]) {
  test(`the palette shows only what fits though old and new entries fill it, letters ${delay} ms apart`, async ({ page, person }) => {
    test.slow();
    const organization = await person.api.createOrganization("Acme");
    await person.api.choosePlan(organization, "enterprise");
    await person.api.createProjects(organization, [...numbered("Quay", 56), ...numbered("Bridge", 56)]);
    await page.goto(`/o/${organization.slug}?sort=name`);
    await expect(projectRow(page, "Bridge 01")).toBeVisible();
    await open(page);
    const projects = entries(page).filter({ has: page.getByText("Project", { exact: true }) });
    for (const word of ["Quay", "Bridge", "Quay"]) {
      await retype(page, field(page), word.toLowerCase(), delay);
      await expect(entries(page).first()).toHaveText(new RegExp(`^${word}`));
      await expect(projects.nth(40), "they fill the list").toHaveText(new RegExp(`^${word}`));
      await expect(entries(page).filter({ hasNotText: word }), word).toHaveCount(0);
      await expect(entries(page)).toHaveCount(50);
    }
    await retype(page, field(page), "bridge", delay);
    // At once, whatever is still on its way.
    await page.keyboard.press("Enter");
    await expect(async () => {
      if (await palette(page).isVisible()) await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/\/p\/bridge-\d\d\/sandbox$/, { timeout: 500 });
    }).toPass();
  });
}

test("Enter opens nothing where nothing fits, and only what fits while answers are late", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.choosePlan(organization, "enterprise");
  await person.api.createProjects(organization, [...numbered("Quay", 56), "Zephyr"]);
  await page.goto(`/o/${organization.slug}?sort=name`);
  await expect(projectRow(page, "Quay 01")).toBeVisible();
  await page.route(/\/projects\?.*search=/, async (route) => {
    await new Promise((done) => setTimeout(done, 1500));
    await route.continue().catch(() => {});
  });
  await open(page);
  await page.keyboard.type("zephyr");
  // It is on the second page of projects: nothing at hand fits yet.
  await page.keyboard.press("Enter");
  await expect(field(page)).toHaveValue("zephyr");
  await expect(page).toHaveURL(`/o/${organization.slug}?sort=name`);
  await expect(entries(page)).toHaveText([/^Zephyr/]);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/o/${organization.slug}/p/zephyr/sandbox`);
});
