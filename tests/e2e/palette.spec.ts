import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { app, projectRow } from "./support/bar";
import { Configured } from "./support/configuration";

const field = (page: Page) => page.getByRole("dialog", { name: "Go to" }).getByRole("combobox", { name: "Go to" });
const first = (page: Page) => page.getByRole("dialog", { name: "Go to" }).getByRole("option").first();

test("a few letters and Enter lead to a page, a project, an organization or a setting, with the keyboard alone", async ({ page, person }) => {
  const shop = await Configured.create(person.api, "Shop");
  await person.api.createProject(shop.organization, "Warehouse");
  const other = await person.api.createOrganization("Meridian");
  await page.goto(shop.page("sandbox"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Shop");
  const go = async (letters: string, title: RegExp) => {
    await page.keyboard.press("Control+k");
    await expect(field(page)).toBeFocused();
    await page.keyboard.type(letters);
    await expect(first(page)).toHaveText(title);
    await page.keyboard.press("Enter");
    await expect(field(page)).toHaveCount(0);
  };
  await go("live keys", /^Keys.*Live/);
  await expect(page).toHaveURL(shop.page("live/keys"));
  await go("wareh", /^Warehouse/);
  await expect(page).toHaveURL(`/o/${shop.organization.slug}/p/warehouse/sandbox`);
  await go("session_length", /^Session length/);
  await expect(page).toHaveURL(/\/p\/warehouse\/sandbox\/configuration#auth\.session_length$/);
  await go("meridian", /^Meridian/);
  await expect(page).toHaveURL(`/o/${other.slug}`);
  await go("create proj", /^Create project/);
  await expect(page).toHaveURL(`/o/${other.slug}/new`);
});

test("the palette opens by its button, moves with the arrows, and Esc gives the keyboard back", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}`);
  const button = page.getByRole("button", { name: "Go to…" });
  await button.click();
  await expect(field(page)).toBeFocused();
  await expect(first(page)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option").nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("option").last()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.type("zzzzqx");
  await expect(page.getByText("Nothing matches.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(field(page)).toHaveCount(0);
  await expect(button).toBeFocused();
});

test("a path leads to an environment of any project, and the name of another organization on to its projects", async ({ page, person }) => {
  const acme = await person.api.createOrganization("Acme");
  for (const name of ["Shop", "Till"]) await person.api.createProject(acme, name);
  const other = await person.api.createOrganization("Meridian");
  await person.api.createProject(other, "Harbour");
  const go = async (path: string, title: RegExp) => {
    await page.keyboard.press("Control+k");
    await expect(field(page)).toBeFocused();
    await page.keyboard.type(path);
    await expect(first(page)).toHaveText(title);
    await page.keyboard.press("Enter");
    await expect(field(page)).toHaveCount(0);
  };
  await page.goto(`/o/${acme.slug}`);
  await expect(projectRow(page, "Shop")).toBeVisible();
  await go("acme / shop / live", /^Shop.*Acme \/ Shop \/ Live.*Environment/);
  await expect(page).toHaveURL(`/o/${acme.slug}/p/shop/live`);
  await go("till / sand", /^Till.*Sandbox/);
  await expect(page).toHaveURL(`/o/${acme.slug}/p/till/sandbox`);
  await go("meridian / harb", /^Harbour.*Meridian.*Project/);
  await expect(page).toHaveURL(`/o/${other.slug}/p/harbour/sandbox`);
  await go("acme / till / live", /^Till.*Live/);
  await expect(page).toHaveURL(`/o/${acme.slug}/p/till/live`);
});

test("a project of another organization that one was at lately is found from anywhere", async ({ page, person }) => {
  const acme = await person.api.createOrganization("Acme");
  const other = await person.api.createOrganization("Meridian");
  await person.api.createProject(other, "Harbour");
  await page.goto(`/o/${other.slug}/p/harbour/sandbox`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Harbour");
  // It is noted a moment after the page is there.
  await expect.poll(() => page.evaluate(() => localStorage.getItem("portico.recent") ?? "")).toContain("Harbour");
  await page.goto(`/o/${acme.slug}`);
  await expect(app(page).getByRole("heading", { name: "No projects yet" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("harb");
  await expect(first(page)).toHaveText(/^Harbour.*Meridian/);
});

test("on a phone the account menu opens the palette, and Esc gives the keyboard back to it", async ({ page, person }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.slug}`);
  await expect(projectRow(page, "Shop")).toBeVisible();
  const menu = page.getByRole("button", { name: "Account", exact: true });
  await menu.click();
  await page.getByRole("menuitem", { name: "Go to…" }).click();
  await expect(field(page)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(field(page)).toHaveCount(0);
  await expect(menu).toBeFocused();
});
