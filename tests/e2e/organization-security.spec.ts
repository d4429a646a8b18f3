import type { Page } from "@playwright/test";
import { ok } from "./support/api";
import { expect, test } from "./support/fixtures";
import { memberships } from "./support/members";
import { Person } from "./support/person";

const section = (page: Page) => page.getByRole("region", { name: "Security" });
const heading = (page: Page) => page.getByRole("heading", { level: 1 });

test("an Owner asks for a sign-in of the last hours, and an Admin sees it", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 422/);
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}/settings`);
  const save = section(page).getByRole("button", { name: "Save security" });
  await expect(section(page).getByLabel("A sign-in lasts")).toHaveValue("");
  await section(page).getByLabel("A sign-in lasts").selectOption("12");
  await save.click();
  await expect(page.getByText("Security saved")).toBeVisible();
  await page.reload();
  await expect(section(page).getByLabel("A sign-in lasts")).toHaveValue("12");
  // Whoever signed in with a code can't ask for a passkey: the reason stands at the field.
  await section(page).getByRole("checkbox", { name: "A passkey" }).check();
  await save.click();
  await expect(section(page)).toContainText("lock yourself out");

  const context = await newBrowser();
  const admin = await Person.inBrowser(context, baseURL!);
  await memberships(person, organization).join(admin, "admin");
  const other = await context.newPage();
  await other.goto(`/o/${organization.slug}/settings`);
  await expect(section(other)).toContainText("Only Owners change this");
  await expect(section(other).getByLabel("A sign-in lasts")).toBeDisabled();
});

test("two Owners who change it at once: the second is told, and loses nothing", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}/settings`);
  await section(page).getByLabel("A sign-in lasts").selectOption("24");
  await ok(person.api.patch(`/api/organizations/${organization.slug}/security`, { sign_in_hours: 8, version: 0 }));
  await section(page).getByRole("button", { name: "Save security" }).click();
  await expect(section(page)).toContainText("Somebody changed this in the meantime");
  await section(page).getByRole("button", { name: "Load the current values" }).click();
  await expect(section(page).getByText("Somebody changed this in the meantime")).toHaveCount(0);
  await expect(section(page).getByLabel("A sign-in lasts")).toHaveValue("24");
  await section(page).getByRole("button", { name: "Save security" }).click();
  await expect(page.getByText("Security saved")).toBeVisible();
});

/** Has the edge refuse this organization as it does for a session that does not fulfil what it asks, until it is opened again. */
async function close(page: Page, slug: string, is_owner: boolean): Promise<{ open: () => void }> {
  let closed = true;
  const sign_in = { organization: "Acme", is_owner, ways: ["passkey"], sign_in_hours: null, is_way_met: false };
  const detail = "Acme asks its members to sign in with a passkey. Sign in that way to go on.";
  const problem = {
    type: "urn:portico:problem:sign_in_asked",
    title: "Another sign-in is asked for",
    status: 403,
    detail,
    sign_in,
    request_id: "test",
  };
  const refuse = { status: 403, contentType: "application/problem+json", body: JSON.stringify(problem) };
  await page.route(new RegExp(`/api/organizations/${slug}(/|\\?|$)`), (route) => (closed ? route.fulfill(refuse) : route.continue()));
  await page.route("**/api/session", async (route) => {
    if (!closed) return route.continue();
    const response = await route.fetch();
    const session = await response.json();
    for (const one of session.organizations) {
      if (one.slug === slug) Object.assign(one, { is_closed: true, website: "", projects: 0, members: 0, plan: "unknown" });
    }
    await route.fulfill({ response, json: session });
  });
  return { open: () => void (closed = false) };
}

test("a member who does not fulfil it is told what to do, and goes on elsewhere", async ({ page, person, noise }) => {
  noise.allow(/status of 403/);
  const [closed, other] = [await person.api.createOrganization("Acme"), await person.api.createOrganization("Meridian")];
  await close(page, closed.slug, false);
  for (const address of ["", "/members", "/p/shop/live/keys"]) {
    await page.goto(`/o/${closed.slug}${address}`);
    await expect(heading(page)).toHaveText("Acme asks for another sign-in");
    await expect(page.getByRole("main")).toContainText("sign in with a passkey");
    await expect(page.getByRole("link", { name: "Add one to your account" })).toHaveAttribute("href", "/account#passkeys");
    await expect(page.getByRole("navigation", { name: "Organization pages" })).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Ask for nothing any more" })).toHaveCount(0);
  }
  await page.goto(`/o/${other.slug}`);
  await expect(page.getByRole("heading", { name: "No projects yet" })).toBeVisible();
  await page.goto(`/o/${closed.slug}/members`);
  await page.getByRole("button", { name: "Sign in again" }).click();
  await expect(page).toHaveURL(new RegExp(`/sign-in\\?return_to=.*${closed.slug}`));
});

test("an Owner who can't sign in like that any more lifts it by typing the name", async ({ page, person, noise }) => {
  noise.allow(/status of 403/);
  const organization = await person.api.createOrganization("Acme");
  await ok(person.api.patch(`/api/organizations/${organization.slug}/security`, { sign_in_hours: 8, version: 0 }));
  const { open } = await close(page, organization.slug, true);
  await page.goto(`/o/${organization.slug}`);
  const lift = page.getByRole("button", { name: "Ask for nothing any more" });
  await expect(lift).toHaveAttribute("aria-disabled", "true");
  await page.getByLabel("Type the organization's name to confirm").fill("Acme");
  await expect(lift).not.toHaveAttribute("aria-disabled", "true");
  open();
  await lift.click();
  await expect(page.getByRole("heading", { name: "No projects yet" })).toBeVisible();
  await expect.poll(async () => (await person.mails()).map((mail) => mail.subject)).toContain("Acme no longer asks for a certain sign-in");
});
