import type { Page } from "@playwright/test";
import { ok } from "./support/api";
import { Authenticator, onlyByButton } from "./support/authenticator";
import { close } from "./support/closed";
import { Configured, setting, toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { memberRow, memberships } from "./support/members";
import { Person } from "./support/person";
import { signIn } from "./support/sign-in";

const section = (page: Page) => page.getByRole("region", { name: "Security" });
const heading = (page: Page) => page.getByRole("heading", { level: 1 });

test("an Owner asks for a sign-in of the last hours, and an Admin sees it", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 422/);
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}/settings`);
  const save = section(page).getByRole("button", { name: "Save security" });
  await expect(section(page).getByLabel("Require a new sign-in after")).toHaveValue("");
  await section(page).getByLabel("Require a new sign-in after").selectOption("12");
  await save.click();
  await expect(page.getByText("Security settings saved")).toBeVisible();
  await page.reload();
  await expect(section(page).getByLabel("Require a new sign-in after")).toHaveValue("12");
  // Whoever signed in with a code can't ask for a passkey: the reason stands at the field.
  await section(page).getByRole("checkbox", { name: "A passkey" }).check();
  await save.click();
  await expect(section(page)).toContainText("lock you out");

  const context = await newBrowser();
  const admin = await Person.inBrowser(context, baseURL!);
  await memberships(person, organization).join(admin, "admin");
  const other = await context.newPage();
  await other.goto(`/o/${organization.slug}/settings`);
  await expect(section(other)).toContainText("Only Owners can change this");
  await expect(section(other).getByLabel("Require a new sign-in after")).toBeDisabled();
});

test("two Owners who change it at once: the second is told, and loses nothing", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}/settings`);
  await section(page).getByLabel("Require a new sign-in after").selectOption("24");
  await ok(person.api.patch(`/api/organizations/${organization.slug}/security`, { sign_in_hours: 8, version: 0 }));
  await section(page).getByRole("button", { name: "Save security" }).click();
  await expect(section(page)).toContainText("Someone changed this in the meantime");
  await section(page).getByRole("button", { name: "Load the current values" }).click();
  await expect(section(page).getByText("Someone changed this in the meantime")).toHaveCount(0);
  await expect(section(page).getByLabel("Require a new sign-in after")).toHaveValue("24");
  await section(page).getByRole("button", { name: "Save security" }).click();
  await expect(page.getByText("Security settings saved")).toBeVisible();
});

test("a member who does not fulfil it is told what to do, and goes on elsewhere", async ({ page, person, noise }) => {
  noise.allow(/status of 403/);
  const [closed, other] = [await person.api.createOrganization("Acme"), await person.api.createOrganization("Meridian")];
  await close(page, closed.slug, false);
  for (const address of ["", "/members", "/p/shop/live/keys"]) {
    await page.goto(`/o/${closed.slug}${address}`);
    await expect(heading(page)).toHaveText("Acme requires a different sign-in");
    await expect(page.getByRole("main")).toContainText("sign in with a passkey");
    await expect(page.getByRole("link", { name: "Add one to your account" })).toHaveAttribute("href", "/account#passkeys");
    await expect(page.getByRole("navigation", { name: "Organization pages" })).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Remove sign-in requirements" })).toHaveCount(0);
  }
  await page.goto(`/o/${other.slug}`);
  await expect(page.getByRole("heading", { name: "No projects yet" })).toBeVisible();
  await page.goto(`/o/${closed.slug}/members`);
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expect(page).toHaveURL(new RegExp(`/sign-in\\?return_to=.*${closed.slug}.*&again=1$`));
});

test("a member whose sign-in is only too old is asked to sign in again, and told how often that is", async ({ page, person, noise }) => {
  noise.allow(/status of 403/);
  const organization = await person.api.createOrganization("Acme");
  await close(page, organization.slug, false, true);
  await page.goto(`/o/${organization.slug}/members`);
  await expect(heading(page)).toHaveText("Acme asks you to sign in again");
  await expect(page.getByRole("main")).toContainText("Acme asks its members to sign in with a passkey every 8 hours. Sign in that way again to continue.");
  await expect(page.getByRole("link", { name: "Sign in again" })).toBeVisible();
  // The name stays as it is where the page is translated.
  await expect(heading(page).locator("[translate=no]")).toHaveText("Acme");
});

test("who signs in again stays signed in until then, and is not led on by the page", async ({ page, person, noise }) => {
  noise.allow(/status of 403/);
  const [closed, other] = [await person.api.createOrganization("Acme"), await person.api.createOrganization("Meridian")];
  const { open } = await close(page, closed.slug, false);
  await page.goto(`/o/${closed.slug}/members`);
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expect(heading(page)).toHaveText("Sign in to Portico");
  await expect(page.getByLabel("E-mail address")).toBeFocused();
  // After a reload the page is drawn before the console is there: nor does that lead on.
  await page.reload();
  await expect(page.getByRole("link", { name: "mailbox" })).toBeVisible();
  await expect(page).toHaveURL(/&again=1$/);
  await page.goto(`/o/${other.slug}`);
  await expect(page.getByRole("heading", { name: "No projects yet" })).toBeVisible();
  await page.goto(`/o/${closed.slug}/members`);
  await page.getByRole("link", { name: "Sign in again" }).click();
  open();
  await signIn(page, person);
  await expect(page).toHaveURL(`/o/${closed.slug}/members`);
  await expect(heading(page)).toHaveText("Members");
  // One session: the one of before has ended.
  expect((await person.api.get("/api/account/sessions")).sessions).toHaveLength(1);
});

test("an Owner whose own sign-in would not do is shown the ways on, and what was ticked stays", async ({ page, person, noise }) => {
  noise.allow(/status of 422/);
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}/settings`);
  await section(page).getByRole("checkbox", { name: "A passkey" }).check();
  await section(page).getByRole("button", { name: "Save security" }).click();
  await expect(section(page)).toContainText("lock you out");
  await expect(section(page).getByRole("link", { name: "Add a passkey" })).toHaveAttribute("href", "/account#passkeys");
  await section(page).getByRole("link", { name: "Sign in again" }).click();
  await expect(page).toHaveURL(new RegExp(`/sign-in\\?return_to=.*${organization.slug}.*settings&again=1$`));
  await signIn(page, person);
  await expect(page).toHaveURL(`/o/${organization.slug}/settings`);
  await expect(section(page).getByRole("checkbox", { name: "A passkey" })).toBeChecked();
});

test("a member who signed in with a code is kept out by an organization that asks for a passkey, until they sign in with one", async ({
  page,
  person,
  newBrowser,
  baseURL,
  noise,
}) => {
  noise.allow(/status of 403/);
  const byPasskey = (of: Page) => of.getByRole("button", { name: "Sign in with a passkey" });
  const add = async (of: Page) => {
    await of.getByRole("main").getByRole("button", { name: "Add passkey", exact: true }).click();
    await expect(of.getByRole("region", { name: "Passkeys" }).getByRole("listitem")).toHaveCount(1);
  };
  // Whoever asks for it has to fulfil it.
  const browser = await newBrowser();
  const owner = await Person.inBrowser(browser, baseURL!);
  const organization = await owner.api.createOrganization("Acme");
  await memberships(owner, organization).join(person, "developer");
  const office = await browser.newPage();
  await onlyByButton(office);
  await Authenticator.of(office);
  await office.goto("/account");
  await add(office);
  await ok(owner.api.post("/api/sign-out", {}));
  await office.goto(`/sign-in?return_to=${encodeURIComponent(`/o/${organization.slug}/settings`)}`);
  await byPasskey(office).click();
  await section(office).getByRole("checkbox", { name: "A passkey" }).check();
  await section(office).getByRole("button", { name: "Save security" }).click();
  await expect(office.getByText("Security settings saved")).toBeVisible();

  await onlyByButton(page);
  await Authenticator.of(page);
  for (const address of ["", "/members", "/settings"]) {
    await page.goto(`/o/${organization.slug}${address}`);
    await expect(heading(page)).toHaveText("Acme requires a different sign-in");
    await expect(page.getByRole("main")).toContainText("sign in with a passkey");
    // A member lifts nothing.
    await expect(page.getByRole("button", { name: "Remove sign-in requirements" })).toHaveCount(0);
  }
  expect((await person.api.request.get(`/api/organizations/${organization.slug}`)).status()).toBe(403);
  await page.getByRole("link", { name: "Add one to your account" }).click();
  await add(page);
  // To have one is not to have signed in with it.
  await page.goto(`/o/${organization.slug}/members`);
  await expect(heading(page)).toHaveText("Acme requires a different sign-in");
  await page.getByRole("link", { name: "Sign in again" }).click();
  await byPasskey(page).click();
  await expect(page).toHaveURL(`/o/${organization.slug}/members`);
  await expect(memberRow(page, owner.email)).toBeVisible();
  await expect(heading(page)).toHaveText("Members");
});

test("an Owner who can't sign in like that any more lifts it by typing the name", async ({ page, person, noise }) => {
  noise.allow(/status of 403/);
  const organization = await person.api.createOrganization("Acme");
  await ok(person.api.patch(`/api/organizations/${organization.slug}/security`, { sign_in_hours: 8, version: 0 }));
  const { open } = await close(page, organization.slug, true);
  await page.goto(`/o/${organization.slug}`);
  const lift = page.getByRole("button", { name: "Remove sign-in requirements" });
  await expect(lift).toHaveAttribute("aria-disabled", "true");
  await page.getByLabel("Type the organization's name to confirm").fill("Acme");
  await expect(lift).not.toHaveAttribute("aria-disabled", "true");
  open();
  await lift.click();
  await expect(page.getByRole("heading", { name: "No projects yet" })).toBeVisible();
  await expect.poll(async () => (await person.mails()).map((mail) => mail.subject)).toContain("Acme no longer has sign-in requirements");
});

test("a member who is kept out leaves, and an only Owner is told why they can't", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 403/, /status of 409 .*\/leave/);
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const [theirs, own] = [await owner.api.createOrganization("Acme"), await person.api.createOrganization("Acme")];
  await memberships(owner, theirs).join(person, "developer");
  const closed = await close(page, theirs.slug, false);
  await page.goto(`/o/${theirs.slug}/members`);
  const leave = page.getByRole("main").getByRole("button", { name: "Leave organization" });
  await leave.click();
  const dialog = page.getByRole("dialog", { name: "Leave Acme?" });
  await expect(dialog).toContainText("To come back, someone has to invite you again.");
  // Leaving is let through, whatever is asked.
  closed.open();
  await dialog.getByRole("button", { name: "Leave organization" }).click();
  await expect(page).toHaveURL("/organizations");
  await expect(toast(page, "You left Acme")).toBeVisible();
  const { members } = await owner.api.get(`/api/organizations/${theirs.slug}/members`);
  expect(members).toHaveLength(1);

  const alone = await close(page, own.slug, true);
  await page.goto(`/o/${own.slug}`);
  await leave.click();
  alone.open();
  await dialog.getByRole("button", { name: "Leave organization" }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: /\S/ })).toHaveText("An organization needs at least one Owner. Make someone else Owner first.");
});

test("what was typed before the organization asked for another sign-in is there after it", async ({ page, person, noise }) => {
  noise.allow(/status of 403/);
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox/configuration"));
  const colour = setting(page, "Primary colour").getByLabel("Primary colour");
  await colour.fill("#123abc");
  const typed = () => page.evaluate(() => Object.values(sessionStorage).join("\n"));
  await expect.poll(typed).toContain("#123abc");
  const { open } = await close(page, shop.organization.slug, false);
  await page.reload();
  await expect(heading(page)).toHaveText(/requires a different sign-in/);
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  expect(await typed()).toContain("#123abc");
  open();
  await signIn(page, person);
  await expect(colour).toHaveValue("#123abc");
  // It is one of those that one was in lately.
  await expect.poll(() => page.evaluate(() => JSON.stringify({ ...localStorage }))).toContain(shop.organization.slug);
});

test("one of more organizations than are listed asks for another sign-in on a page of its own", async ({ page, person, noise }) => {
  noise.allow(/status of 403/);
  const organization = await person.api.createOrganization("Acme");
  await close(page, organization.slug, true);
  await page.route("**/api/session", async (route) => {
    const response = await route.fetch();
    const session = await response.json();
    const organizations = session.organizations.filter((one: { slug: string }) => one.slug !== organization.slug);
    await route.fulfill({ response, json: { ...session, organizations, next: "m" } });
  });
  await page.goto(`/o/${organization.slug}/members`);
  await expect(heading(page)).toHaveText("Acme requires a different sign-in");
  await expect(page.getByRole("link", { name: "Sign in again" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Leave organization" })).toBeVisible();
});

test("what is ticked and not saved survives leaving the page", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}/settings`);
  const passkey = section(page).getByRole("checkbox", { name: "A passkey" });
  await passkey.check();
  await page.getByRole("link", { name: "Portico" }).first().click();
  await expect(heading(page)).toHaveText("Projects");
  await page.goBack();
  await expect(passkey).toBeChecked();
  await page.reload();
  await expect(passkey).toBeChecked();
  await section(page).getByRole("button", { name: "Discard", exact: true }).click();
  await expect(passkey).not.toBeChecked();
});
