import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { organizations } from "./support/bar";
import { Person } from "./support/person";
import { comeBack, inviteRow, memberRow, memberships, views } from "./support/members";
import { signIn } from "./support/sign-in";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

test("invite in one browser, accept in the other: both see it without a reload", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  await person.api.createProject(organization, "Shop");
  const theirs = await newBrowser();
  const anna = await Person.inBrowser(theirs, baseURL!);
  await page.clock.install();
  await page.goto(`/o/${organization.slug}/members`);
  await page.getByRole("button", { name: "Invite members" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Invite members to Lighthouse" });
  await dialog.getByLabel("E-mail addresses").fill(`${anna.email}, nonsense`);
  await expect(dialog.getByText("2 addresses")).toBeVisible();
  await dialog.getByRole("radio", { name: "Developer" }).check();
  await dialog.getByLabel(/^Note/).fill("Welcome <b>aboard</b>");
  await dialog.getByRole("button", { name: "Send invites" }).click();
  await expect(dialog.getByRole("listitem").filter({ hasText: anna.email })).toContainText("Invited");
  await expect(dialog.getByRole("listitem").filter({ hasText: "nonsense" })).toContainText("Not an e-mail address");
  await dialog.getByRole("button", { name: "Correct addresses" }).click();
  await expect(dialog.getByLabel("E-mail addresses")).toHaveValue("nonsense");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await views(page).getByRole("link", { name: "Invites 1" }).click();
  const invite = inviteRow(page, anna.email);
  await expect(invite).toContainText("Developer");
  await page.clock.fastForward(2_000);
  await expect(invite).toContainText("Pending, expires in 7 days");

  const other = await theirs.newPage();
  await other.goto(await anna.inviteLink());
  await expect(heading(other)).toHaveText("Join Lighthouse");
  await expect(other.getByText("Welcome <b>aboard</b>")).toBeVisible();
  await other.getByRole("button", { name: "Join Lighthouse" }).click();
  await expect(other).toHaveURL(`/o/${organization.slug}`);
  await expect(other.getByRole("main").getByRole("link", { name: /Shop/ })).toBeVisible();
  await expect(organizations(other).button).toHaveText(/Lighthouse/);

  await comeBack(page);
  await expect(page.getByRole("heading", { name: "No open invites" })).toBeVisible();
  await views(page).getByRole("link", { name: "Members 2" }).click();
  await expect(memberRow(page, anna.email)).toContainText("Developer");
});

test("opening the link again and again, as mail scanners do, changes nothing", async ({ person, newBrowser, baseURL, playwright }) => {
  const organization = await person.api.createOrganization();
  const anna = await Person.inBrowser(await newBrowser(), baseURL!);
  await memberships(person, organization).invite(anna.email, "viewer");
  const link = await anna.inviteLink();
  const scanner = await playwright.request.newContext({ baseURL });
  for (let count = 0; count < 3; count++) {
    expect((await scanner.get(link)).status()).toBe(200);
    expect((await scanner.get(`/api${link}`)).status()).toBe(200);
    expect((await scanner.head(`/api${link}`)).status()).toBe(200);
  }
  await scanner.dispose();
  expect(await anna.api.get(`/api${link}`)).toMatchObject({ standing: "open" });
});

test("whoever is signed out signs in with the address of the invite and comes back to it", async ({ person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const browser = await newBrowser();
  const anna = new Person(browser.request, baseURL!);
  await memberships(person, organization).invite(anna.email, "viewer");
  const link = await anna.inviteLink();
  const page = await browser.newPage();
  await page.goto(link);
  await expect(page.getByText("Sign in as e•••@example.com")).toBeVisible();
  await page.getByRole("link", { name: "Sign in" }).click();
  await signIn(page, anna);
  await expect(page).toHaveURL(link);
  await page.getByRole("button", { name: "Join Lighthouse" }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}`);
});

test("whoever is somebody else is told so, and can switch the account", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const anna = new Person((await newBrowser()).request, baseURL!);
  await memberships(person, organization).invite(anna.email, "viewer");
  const link = await anna.inviteLink();
  await page.goto(link);
  await expect(page.getByText(`You are signed in as ${person.email}`)).toBeVisible();
  expect(await page.locator("body").innerText(), "the address is masked").not.toContain(anna.email);
  await expect(page.getByRole("button", { name: /Join/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Switch account" }).click();
  await signIn(page, anna);
  await expect(page).toHaveURL(link);
  await page.getByRole("button", { name: "Join Lighthouse" }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}`);
});

test("each way an invite can have ended says so, and what to do", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 404 .*\/api\/invites/);
  const organization = await person.api.createOrganization("Lighthouse");
  const browser = await newBrowser();
  const anna = await Person.inBrowser(browser, baseURL!);
  const members = memberships(person, organization);
  const theirs = await browser.newPage();

  const first = await members.invite(anna.email, "viewer");
  const old = await anna.inviteLink();
  await members.resend(first);
  await theirs.goto(old);
  await expect(heading(theirs), "a link that another one has replaced").toHaveText("This link does not work");

  const current = await members.link(first);
  await theirs.goto(current);
  await theirs.getByRole("button", { name: "Decline" }).click();
  await expect(heading(theirs)).toHaveText("This invite was declined");
  await page.goto(`/o/${organization.slug}/members/invites`);
  const row = inviteRow(page, anna.email);
  await expect(row).toContainText(/Declined (just now|.+ ago)/);

  await row.getByRole("button", { name: `Resend invite to ${anna.email}` }).click();
  await expect(row).toContainText("Pending, expires in 7 days");
  const again = await members.link(first);
  await row.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Revoke invite" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke invite" }).click();
  await expect(row).toHaveCount(0);
  await theirs.goto(again);
  await expect(heading(theirs)).toHaveText("This invite was revoked");

  const last = await members.link(await members.invite(anna.email, "viewer"));
  await theirs.goto(last);
  await theirs.getByRole("button", { name: "Join Lighthouse" }).click();
  await expect(theirs).toHaveURL(`/o/${organization.slug}`);
  await theirs.goto(last);
  await expect(heading(theirs)).toHaveText("This invite was already accepted");
  await theirs.getByRole("link", { name: "Go to Lighthouse" }).click();
  await expect(theirs).toHaveURL(`/o/${organization.slug}`);
});

test("an expired invite and a deleted organization say so (the edge's answer is made up: its clock cannot be moved here)", async ({ page }) => {
  const offer = {
    id: "01a20000-0000-7000-8000-000000000000",
    organization: "Lighthouse",
    slug: null,
    role: "viewer",
    inviter: "olive@example.com",
    note: null,
    email: "a•••@example.com",
    expires_at: 0,
    signed_in_as: null,
  };
  for (const [standing, title] of [
    ["expired", "This invite has expired"],
    ["organization_deleted", "The organization is gone"],
    ["inviter_lost_right", "This invite is no longer valid"],
    ["no_seat", "Join Lighthouse"],
  ]) {
    await page.route("**/api/invites/*", (route) => route.fulfill({ json: { ...offer, standing } }));
    await page.goto("/invites/0123");
    await expect(heading(page), standing).toHaveText(title);
  }
  await expect(page.getByText("has no seat left")).toBeVisible();
});

test("invites wait on the Organizations tab, in the dropdown and on the welcome page", async ({ page, visitor, newBrowser, baseURL }) => {
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const [one, two] = [await owner.api.createOrganization("Lighthouse"), await owner.api.createOrganization("Meridian")];
  for (const organization of [one, two]) await memberships(owner, organization).invite(visitor.email, "developer");
  await visitor.signIn();
  await page.goto("/");
  const waiting = page.getByRole("region", { name: "You are invited" });
  await expect(waiting.getByRole("listitem")).toHaveText([/Meridian/, /Lighthouse/]);
  await organizations(page).button.click();
  await expect(organizations(page).entries).toHaveText([/Meridian\s*Invite/, /Lighthouse\s*Invite/, "Create organization"]);
  await page.keyboard.press("Escape");
  await page.goto("/organizations");
  await waiting.getByRole("listitem").filter({ hasText: "Meridian" }).getByRole("button", { name: "Decline" }).click();
  await expect(waiting.getByRole("listitem")).toHaveText([/Lighthouse/]);
  await organizations(page).button.click();
  await organizations(page).entry(/Lighthouse/).click();
  await expect(heading(page)).toHaveText("Join Lighthouse");
  await page.getByRole("button", { name: "Join Lighthouse" }).click();
  await expect(page).toHaveURL(`/o/${one.slug}`);
  await page.goto("/organizations");
  await expect(waiting).toHaveCount(0);
  await expect(page.getByRole("row").filter({ has: page.getByRole("rowheader") })).toHaveText([/Lighthouse.*Developer/s]);
});

test("the link of an invite is copied", async ({ page, context, person }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const organization = await person.api.createOrganization();
  const anna = `anna-${organization.slug}@example.com`;
  await memberships(person, organization).invite(anna, "viewer");
  await page.goto(`/o/${organization.slug}/members/invites`);
  // Then its row stays as it is.
  await expect(inviteRow(page, anna)).toContainText("Pending");
  await page.getByRole("button", { name: `Copy link for ${anna}` }).click();
  await expect(page.getByRole("status").filter({ hasText: "Link copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/\/invites\/[0-9a-f]{64}$/);
});

test("members and invites are two views, each with its address, its number and the form to invite", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const [anna, ben] = ["anna", "ben"].map((name) => `${name}-${organization.slug}@example.com`);
  for (const email of [anna, ben]) await memberships(person, organization).invite(email, "viewer");
  const at = `/o/${organization.slug}/members`;
  const link = (name: string) => views(page).getByRole("link", { name, exact: true });
  await page.goto(at);
  await expect(link("Members 1")).toHaveAttribute("aria-current", "page");
  await expect(memberRow(page, person.email)).toBeVisible();
  await expect(page.getByText(anna)).toHaveCount(0);
  const invite = page.getByRole("button", { name: "Invite members" });
  const addresses = page.getByLabel("E-mail addresses");
  await invite.click();
  await addresses.fill("carl@example.com");
  await page.keyboard.press("Escape");

  await link("Invites 2").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${at}/invites`);
  await expect(heading(page)).toHaveText("Invites");
  await expect(heading(page), "the page is announced").toBeFocused();
  await expect(link("Invites 2")).toHaveAttribute("aria-current", "page");
  await expect(link("Members 1")).not.toHaveAttribute("aria-current");
  const tabs = page.getByRole("navigation", { name: "Organization pages" });
  await expect(tabs.getByRole("link", { name: /^Members/ }), "it is below the members").toHaveAttribute("aria-current", "true");
  await expect(inviteRow(page, anna)).toBeVisible();
  await expect(inviteRow(page, ben)).toBeVisible();
  await expect(page.getByRole("searchbox", { name: "Search members" })).toHaveCount(0);
  await invite.click();
  await expect(addresses, "what was typed on the other view").toHaveValue("carl@example.com");
  await page.keyboard.press("Escape");

  await page.goBack();
  await expect(page).toHaveURL(at);
  await expect(memberRow(page, person.email)).toBeVisible();
  await page.goForward();
  await expect(inviteRow(page, anna)).toBeVisible();
  await page.reload();
  await expect(inviteRow(page, anna)).toBeVisible();
  await page.goto(`${at}/invites/`);
  await expect(page).toHaveURL(`${at}/invites`);
  await expect(inviteRow(page, ben)).toBeVisible();
  await inviteRow(page, ben).getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Revoke invite" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke invite" }).click();
  await expect(link("Invites 1")).toBeVisible();
});
