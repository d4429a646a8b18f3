import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { memberRow, memberships } from "./support/members";
import { Person } from "./support/person";

const zone = (page: Page) => page.getByRole("region", { name: "Danger zone" });
const leave = (page: Page) => zone(page).getByRole("button", { name: "Leave organization" });
const choose = (page: Page) => zone(page).getByText("Choose a member", { exact: true }).locator("xpath=ancestor-or-self::*[self::a or self::button]");

test("the only Owner is told in the settings why not to leave, hands over in the list of members, and leaves", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const settings = `/o/${organization.slug}/settings`;
  await page.goto(settings);
  await expect(leave(page)).toHaveAttribute("aria-disabled", "true");
  await expect(leave(page)).toHaveAccessibleDescription(/^You are the only member of Lighthouse.*make them Owner first\.$/);
  await expect(zone(page).getByRole("list", { name: "Owners" }).getByRole("listitem")).toHaveText([person.email]);

  const anna = await Person.inBrowser(await newBrowser(), baseURL!);
  await memberships(person, organization).join(anna, "developer");
  await page.reload();
  await expect(leave(page)).toHaveAccessibleDescription("You are the only Owner of Lighthouse. Make another member Owner first.");
  await leave(page).click({ force: true });
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await choose(page).click();
  await expect(page).toHaveURL(`/o/${organization.slug}/members`);
  await memberRow(page, anna.email).getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Change role" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Owner" }).check();
  await dialog.getByRole("button", { name: "Change role" }).click();
  await expect(memberRow(page, anna.email)).toContainText("Owner");

  await page.getByRole("navigation", { name: "Organization pages" }).getByRole("link", { name: "Settings" }).click();
  await expect(zone(page).getByRole("list", { name: "Owners" }).getByRole("listitem")).toHaveText([anna.email, person.email].sort());
  await expect(leave(page)).not.toHaveAttribute("aria-disabled", "true");
  // By the keyboard, and thought better of it.
  await leave(page).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Leave Lighthouse?" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(leave(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Leave organization" }).click();
  await expect(page).toHaveURL("/organizations");
  await expect(page.getByRole("status").filter({ hasText: "You left Lighthouse" })).toBeVisible();
});

test("a Viewer leaves from the settings, and sees who the Owners are and why ownership is out of reach", async ({ person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const theirs = await newBrowser();
  const anna = await Person.inBrowser(theirs, baseURL!);
  await memberships(person, organization).join(anna, "viewer");
  const page = await theirs.newPage();
  await page.goto(`/o/${organization.slug}/settings`);
  await expect(zone(page).getByRole("list", { name: "Owners" })).toContainText(person.email);
  await expect(choose(page)).toHaveAttribute("aria-disabled", "true");
  await expect(choose(page)).toHaveAccessibleDescription("Your role in Lighthouse is Viewer. Only an Owner can make other members Owners.");
  await expect(leave(page)).not.toHaveAttribute("aria-disabled", "true");
  await leave(page).click();
  const dialog = page.getByRole("dialog", { name: "Leave Lighthouse?" });
  await expect(dialog).toContainText("You lose access to Lighthouse and all its projects at once");
  await dialog.getByRole("button", { name: "Leave organization" }).click();
  await expect(page).toHaveURL("/organizations");
  await expect(page.getByText("No organizations yet")).toBeVisible();
});

test("where the Owners can't be read it says so, and trying again shows them", async ({ page, person, noise }) => {
  noise.allow(/ERR_FAILED/);
  const organization = await person.api.createOrganization("Lighthouse");
  await page.route("**/members?role=owner", (route) => route.abort());
  await page.goto(`/o/${organization.slug}/settings`);
  await expect(zone(page).getByText("Portico could not be reached")).toBeVisible();
  await page.unroute("**/members?role=owner");
  await zone(page).getByRole("button", { name: "Try again" }).click();
  await expect(zone(page).getByRole("list", { name: "Owners" })).toContainText(person.email);
});
