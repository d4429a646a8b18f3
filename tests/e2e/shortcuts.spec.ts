import type { Page } from "@playwright/test";
import { projectRow } from "./support/bar";
import { Configured } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { memberships } from "./support/members";
import { Person } from "./support/person";

const sheet = (page: Page) => page.getByRole("dialog", { name: "Keyboard shortcuts" });
const heading = (page: Page) => page.getByRole("heading", { level: 1 });

/** What this tab knows of the choice: another one's reaches it a moment later. */
const remembered = (page: Page) => page.evaluate(() => localStorage.getItem("portico.shortcuts"));

/** Presses one key after the other. */
async function press(page: Page, ...keys: string[]) {
  for (const key of keys) await page.keyboard.press(key);
}

test("two keys lead to a page of the organization, of the project, or of one's own", async ({ page, person }) => {
  const shop = await Configured.create(person.api, "Shop");
  const at = `/o/${shop.organization.slug}`;
  await page.goto(shop.page("sandbox"));
  await expect(page.getByRole("region", { name: "Quick start" })).toBeVisible();
  const ways: [string, string, string][] = [
    ["c", shop.page("sandbox/configuration"), "Configuration"],
    ["v", shop.page("sandbox/versions"), "Versions"],
    ["k", shop.page("sandbox/keys"), "Keys"],
    ["h", shop.page("sandbox"), "Shop"],
    ["m", `${at}/members`, "Members"],
    ["b", `${at}/billing`, "Billing"],
    ["a", `${at}/audit`, "Audit log"],
    ["t", `${at}/trash`, "Trash"],
    ["s", `${at}/settings`, "Organization settings"],
    ["p", at, "Projects"],
    ["o", "/organizations", "Organizations"],
    ["y", "/account", "Account"],
  ];
  for (const [key, address, title] of ways) {
    await press(page, "g", key);
    await expect(page).toHaveURL(address);
    await expect(heading(page)).toHaveText(title);
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  }
  // Back leads where one was.
  await page.goBack();
  await expect(page).toHaveURL("/organizations");
});

test("one key switches the environment, begins a project, or goes to the search", async ({ page, person }) => {
  const shop = await Configured.create(person.api, "Shop");
  const at = `/o/${shop.organization.slug}`;
  await page.goto(shop.page("sandbox/keys"));
  await expect(page.getByRole("button", { name: "Create key" }).first()).toBeVisible();
  await press(page, "x");
  await expect(page).toHaveURL(shop.page("live/keys"));
  await press(page, "x");
  await expect(page).toHaveURL(shop.page("sandbox/keys"));
  await press(page, "g", "p");
  await expect(page).toHaveURL(at);
  await expect(page.getByRole("searchbox", { name: "Search projects" })).toBeVisible();
  await press(page, "/");
  await expect(page.getByRole("searchbox", { name: "Search projects" })).toBeFocused();
  await page.keyboard.type("c?g");
  await expect(page.getByRole("searchbox", { name: "Search projects" }), "what is typed is text").toHaveValue("c?g");
  await expect(sheet(page)).toHaveCount(0);
  await page.goto(at);
  await expect(projectRow(page, "Shop")).toBeVisible();
  await press(page, "c");
  await expect(page).toHaveURL(`${at}/new`);
  await expect(page.getByLabel("Project Name")).toBeFocused();
});

test("the sheet opens on ?, lists every key, and Esc gives the keyboard back", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}`);
  const link = page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: "Organizations" });
  await expect(page.getByRole("heading", { name: "No projects yet" })).toBeVisible();
  await link.focus();
  await press(page, "?");
  await expect(sheet(page)).toContainText("Switch between Sandbox and Live");
  await press(page, "g", "m");
  await expect(page, "nothing acts behind it").toHaveURL(`/o/${organization.slug}`);
  await press(page, "Escape");
  await expect(sheet(page)).toHaveCount(0);
  await expect(link).toBeFocused();
});

test("turned off they do nothing, in every tab of this browser, until they are on again", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  const other = await page.context().newPage();
  await other.goto(`/o/${organization.slug}`);
  await expect(other.getByRole("heading", { name: "No projects yet" })).toBeVisible();
  await page.goto("/account");
  const box = page.getByRole("checkbox", { name: /^Single-key shortcuts/ });
  await expect(box).toBeChecked();
  await box.uncheck();
  await page.reload();
  await expect(box).not.toBeChecked();
  await expect.poll(() => remembered(other)).toBe("off");
  await press(other, "g", "m", "?");
  await expect(other).toHaveURL(`/o/${organization.slug}`);
  await expect(sheet(other)).toHaveCount(0);
  // The list itself is still to be had.
  await page.getByRole("button", { name: "Show keyboard shortcuts" }).click();
  await expect(sheet(page)).toContainText("off in this browser");
  await press(page, "Escape");
  await box.check();
  await expect.poll(() => remembered(other)).toBe("on");
  await press(other, "g", "m");
  await expect(other).toHaveURL(`/o/${organization.slug}/members`);
});

test("a Viewer who wants to create a project hears why not", async ({ page, person, newBrowser, baseURL }) => {
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const organization = await owner.api.createOrganization("Acme");
  await memberships(owner, organization).join(person, "viewer");
  await page.goto(`/o/${organization.slug}`);
  await expect(page.getByRole("heading", { name: "No projects yet" })).toBeVisible();
  await press(page, "c");
  await expect(page.locator(".toast-error")).toContainText("Your role in Acme is Viewer");
  await expect(page).toHaveURL(`/o/${organization.slug}`);
});
