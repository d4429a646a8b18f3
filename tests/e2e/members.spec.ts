import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { organizations } from "./support/bar";
import { comeBack, memberRow, memberships, views } from "./support/members";
import { Person } from "./support/person";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const actions = (page: Page, text: string) => memberRow(page, text).getByRole("button", { name: /^Actions for/ });

test("a role is changed, and the other's open page follows", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const theirs = await newBrowser();
  const anna = await Person.inBrowser(theirs, baseURL!);
  await memberships(person, organization).join(anna, "developer");
  const other = await theirs.newPage();
  await other.clock.install();
  await other.goto(`/o/${organization.slug}`);
  await expect(other.getByRole("link", { name: "Create project" }).first()).toBeVisible();

  await page.goto(`/o/${organization.slug}/members`);
  await actions(page, anna.email).click();
  await page.getByRole("menuitem", { name: "Change role" }).click();
  const dialog = page.getByRole("dialog", { name: /^Change the role of/ });
  await expect(dialog.getByRole("radio", { name: "Developer" })).toBeChecked();
  await dialog.getByRole("radio", { name: "Viewer" }).check();
  await dialog.getByRole("button", { name: "Change role" }).click();
  await expect(memberRow(page, anna.email)).toContainText("Viewer");

  await comeBack(other);
  const create = other.getByRole("button", { name: "Create project" }).first();
  await expect(create).toHaveAttribute("aria-disabled", "true");
  await expect(create).toHaveAccessibleDescription(/Your role in Lighthouse is Viewer/);
});

test("what a lower role tries on an open page is refused, and the page then shows the role", async ({ newBrowser, person, baseURL, noise }) => {
  noise.allow(/status of 403 .*\/api\//);
  const organization = await person.api.createOrganization("Lighthouse");
  const theirs = await newBrowser();
  const anna = await Person.inBrowser(theirs, baseURL!);
  const members = memberships(person, organization);
  await members.join(anna, "developer");
  const page = await theirs.newPage();
  await page.goto(`/o/${organization.slug}/new`);
  await page.getByLabel("Project Name").fill("Shop");
  await members.changeRole(anna.email, "viewer");
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Your role in this organization does not allow this." })).toBeVisible();
  await expect(page.getByRole("main").getByText("Your role in Lighthouse is Viewer.").first()).toBeVisible();
  await expect(page.getByLabel("Project Name"), "what was typed stays").toHaveValue("Shop");
});

test("whoever is removed while a page is open is told so, and sees no old data", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 404 .*\/api\//);
  const organization = await person.api.createOrganization("Lighthouse");
  await person.api.createProject(organization, "Secret plans");
  const theirs = await newBrowser();
  const anna = await Person.inBrowser(theirs, baseURL!);
  await memberships(person, organization).join(anna, "admin");
  const other = await theirs.newPage();
  await other.clock.install();
  await other.goto(`/o/${organization.slug}`);
  await expect(other.getByText("Secret plans")).toBeVisible();

  await page.goto(`/o/${organization.slug}/members`);
  await actions(page, anna.email).click();
  await page.getByRole("menuitem", { name: "Remove member" }).click();
  const dialog = page.getByRole("dialog", { name: /from Lighthouse\?$/ });
  await expect(dialog).toContainText("loses access to Lighthouse and all its projects at once");
  await dialog.getByRole("button", { name: "Remove member" }).click();
  await expect(memberRow(page, anna.email)).toHaveCount(0);
  await expect(views(page).getByRole("link", { name: "Members 1" })).toBeVisible();

  await comeBack(other);
  await expect(heading(other)).toHaveText("You are no longer a member of Lighthouse");
  await expect(other.getByText("Secret plans")).toHaveCount(0);
  await other.getByRole("link", { name: "Show organizations" }).click();
  await expect(other.getByText("No organizations yet")).toBeVisible();
  await other.goBack();
  await expect(other.getByText("Secret plans")).toHaveCount(0);
});

test("the last Owner can neither leave nor step down, and hands over instead", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const anna = await Person.inBrowser(await newBrowser(), baseURL!);
  await memberships(person, organization).join(anna, "developer");
  await page.goto(`/o/${organization.slug}/members`);
  await actions(page, person.email).click();
  for (const name of ["Change role", "Leave organization"]) {
    await expect(page.getByRole("menuitem", { name: new RegExp(name) })).toHaveAttribute("aria-disabled", "true");
  }
  await page.keyboard.press("Escape");
  await actions(page, anna.email).click();
  await page.getByRole("menuitem", { name: "Transfer ownership" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Transfer ownership" }).click();
  await expect(memberRow(page, anna.email)).toContainText("Owner");
  await expect(memberRow(page, person.email)).toContainText("Admin");
  await actions(page, person.email).click();
  await page.getByRole("menuitem", { name: "Leave organization" }).click();
  await page.getByRole("dialog", { name: "Leave Lighthouse?" }).getByRole("button", { name: "Leave organization" }).click();
  await expect(page).toHaveURL("/organizations");
  await expect(page.getByText("No organizations yet")).toBeVisible();
  await expect(organizations(page).button).toHaveText(/Select organization/);
});

test("an Admin sees Owner among the roles and why it is out of reach", async ({ newBrowser, person, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const theirs = await newBrowser();
  const anna = await Person.inBrowser(theirs, baseURL!);
  await memberships(person, organization).join(anna, "admin");
  const page = await theirs.newPage();
  await page.goto(`/o/${organization.slug}/members`);
  await page.getByRole("button", { name: "Invite members" }).first().click();
  const owner = page.getByRole("radio", { name: "Owner" });
  await expect(owner).toBeDisabled();
  await expect(owner).toHaveAccessibleDescription(/Above your own role/);
  await page.keyboard.press("Escape");
  await actions(page, person.email).click();
  await expect(page.getByRole("menuitem", { name: /Change role/ })).toHaveAccessibleDescription(/Only an Owner/);
});

test("a Viewer sees the members, no invites, and why inviting is out of reach", async ({ newBrowser, person, baseURL, noise }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const theirs = await newBrowser();
  const anna = await Person.inBrowser(theirs, baseURL!);
  const members = memberships(person, organization);
  await members.join(anna, "viewer");
  await members.invite("ben@example.com", "viewer");
  const page = await theirs.newPage();
  noise.allow(/status of 403 .*\/invites/);
  await page.goto(`/o/${organization.slug}/members/invites`);
  await expect(heading(page)).toHaveText("Invites");
  await expect(page.getByRole("heading", { name: "Only Admins and Owners can see the invites" })).toBeVisible();
  await page.getByRole("link", { name: "Show members" }).click();
  await expect(heading(page)).toHaveText("Members");
  await expect(memberRow(page, person.email)).toBeVisible();
  await expect(page.getByText("2 members", { exact: true })).toBeVisible();
  await expect(views(page)).toHaveCount(0);
  await expect(page.getByText("ben@example.com")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Invite members" })).toHaveAccessibleDescription(/Only Owners and Admins/);
  await expect(actions(page, person.email)).toHaveCount(0);
});

test("members are searched and filtered, in the address", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization();
  const anna = await Person.inBrowser(await newBrowser(), baseURL!);
  await memberships(person, organization).join(anna, "developer");
  expect((await anna.api.patch("/api/account", { name: "Anna Lee" })).status()).toBe(200);
  await page.goto(`/o/${organization.slug}/members`);
  await page.getByRole("searchbox", { name: "Search members" }).pressSequentially("lee");
  await expect(page).toHaveURL(`/o/${organization.slug}/members?search=lee`);
  await expect(page.getByRole("list", { name: "Members" }).getByRole("listitem")).toHaveText([/Anna Lee/]);
  await page.getByLabel("Role").selectOption({ label: "Owner" });
  await expect(page).toHaveURL(`/o/${organization.slug}/members?search=lee&role=owner`);
  await expect(page.getByRole("heading", { name: "No Owner matches “lee”" })).toBeVisible();
  await page.getByRole("button", { name: "Show all members" }).click();
  await expect(page.getByRole("list", { name: "Members" }).getByRole("listitem")).toHaveCount(2);
  await expect(page).toHaveURL(`/o/${organization.slug}/members`);
});

test("a name is given in the account and seen by others", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  await page.goto("/");
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Account" }).click();
  await expect(page).toHaveURL("/account");
  await page.getByLabel("Name", { exact: true }).fill("Olive Wren");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Name saved" })).toBeVisible();
  await page.goto(`/o/${organization.slug}/members`);
  await expect(memberRow(page, "Olive Wren")).toContainText(person.email);
});

test("inviting and changing a role work by the keyboard alone", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const anna = await Person.inBrowser(await newBrowser(), baseURL!);
  await memberships(person, organization).join(anna, "viewer");
  await page.goto(`/o/${organization.slug}/members`);
  const open = page.getByRole("button", { name: "Invite members" }).first();
  await open.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("E-mail addresses")).toBeFocused();
  await page.keyboard.type("ben@example.com");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "Developer" })).toBeChecked();
  // Past the note and the way out.
  for (const _ of [1, 2, 3]) await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Send invites" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 invite on the way.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(open, "the keyboard is back where it was").toBeFocused();
  await actions(page, anna.email).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("radio", { name: "Viewer" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(memberRow(page, anna.email)).toContainText("Developer");
});

test("whoever is removed leaves keys behind, which are listed and revoked in the same step", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const project = await person.api.createProject(organization, "Shop");
  const anna = await Person.inBrowser(await newBrowser(), baseURL!);
  await memberships(person, organization).join(anna, "admin");
  const at = `/api/organizations/${organization.slug}/projects/shop/environments/sandbox/keys`;
  const make = async (name: string) => (await (await anna.api.post(at, { name })).json()).token;
  const token = await make("Web server");
  const read = async (key: string) =>
    (await page.request.get(`/v1/environments/${project.sandbox.id}/config`, { headers: { Authorization: `Bearer ${key}` } })).status();
  expect(await read(token)).toBe(200);
  await page.goto(`/o/${organization.slug}/members`);
  const ask = async () => {
    await actions(page, anna.email).click();
    await page.getByRole("menuitem", { name: "Remove member" }).click();
    await expect(page.getByRole("dialog").getByRole("listitem")).toContainText("Web server");
  };
  await ask();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("1 key that they made works here");
  await expect(dialog.getByRole("listitem")).toContainText("in Shop, sandbox");
  // By the keyboard; what is not ticked stays.
  await dialog.getByLabel("Revoke this key as well").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Space");
  await dialog.getByRole("button", { name: "Remove member" }).click();
  await expect(memberRow(page, anna.email)).toHaveCount(0);
  expect(await read(token)).toBe(200);
  await page.goto(`/o/${organization.slug}/p/shop/sandbox/keys`);
  await expect(page.getByRole("list", { name: "Server keys" })).toContainText(`${anna.email} (no longer a member)`);

  await memberships(person, organization).join(anna, "admin");
  await page.goto(`/o/${organization.slug}/members`);
  await ask();
  await dialog.getByLabel("Revoke this key as well").check();
  await dialog.getByRole("button", { name: "Remove member" }).click();
  await expect(memberRow(page, anna.email)).toHaveCount(0);
  expect(await read(token)).toBe(401);
});
