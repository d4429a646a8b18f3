import { expect, test } from "./support/fixtures";
import { modeLink, organizations, projectList, projects } from "./support/bar";
import type { Organization } from "./support/api";

let acme: Organization;
let beta: Organization;

test.beforeEach(async ({ person }) => {
  acme = await person.api.createOrganization("Acme");
  await person.api.choosePlan(acme, "pro");
  beta = await person.api.createOrganization("Beta");
  await person.api.createProjects(acme, ["Anvil", "Bellows", "Crane"]);
});

test.describe("by mouse", () => {
  test("the Organization dropdown marks where one is and leads to the other's Projects tab", async ({ page }) => {
    await page.goto(`/o/${acme.slug}/p/anvil/live`);
    const dropdown = organizations(page);
    await expect(dropdown.button).toHaveText(/Acme/);
    await dropdown.button.click();
    await expect(dropdown.search).toBeFocused();
    await expect(dropdown.entries).toHaveText([/Acme/, /Beta/, "Create organization"]);
    await expect(dropdown.current).toHaveText(/Acme/);
    await expect(dropdown.current.locator("svg"), "the check mark").toBeVisible();
    await dropdown.entry(/Beta/).click();
    await expect(page).toHaveURL(`/o/${beta.slug}`);
    await expect(dropdown.panel).toBeHidden();
    await expect(dropdown.button).toHaveText(/Beta/);
  });

  for (const section of ["sandbox", "live", "settings"]) {
    test(`switching the project keeps the page: ${section}`, async ({ page }) => {
      await page.goto(`/o/${acme.slug}/p/anvil/${section}`);
      const dropdown = projects(page);
      await expect(dropdown.button).toHaveText(/Anvil/);
      await dropdown.button.click();
      await expect(dropdown.entries).toHaveText([/Anvil/, /Bellows/, /Crane/, "Create new project"]);
      await expect(dropdown.current).toHaveText(/Anvil/);
      await dropdown.entry(/Crane/).click();
      await expect(page).toHaveURL(`/o/${acme.slug}/p/crane/${section}`);
      await expect(dropdown.button).toHaveText(/Crane/);
    });
  }

  test("where one was lately comes next, and what is gone does not", async ({ page, person }) => {
    const noted = (word: string) => expect.poll(() => page.evaluate(() => localStorage.getItem("portico.recent"))).toContain(word);
    for (const name of ["bellows", "crane", "anvil"]) {
      await page.goto(`/o/${acme.slug}/p/${name}/sandbox`);
      await noted(`\t${name}\t`);
    }
    const dropdown = projects(page);
    await dropdown.button.click();
    await expect(dropdown.entries).toHaveText([/Anvil/, /Crane/, /Bellows/, "Create new project"]);
    await page.keyboard.type("b");
    await expect(dropdown.entries, "what is searched is in the order of names").toHaveText([/Bellows/, "Create new project"]);
    await page.keyboard.press("Escape");
    await page.goto(`/o/${acme.slug}`);
    await expect(projectList(page), "and not the page that is painted first").toBeVisible();
    await page.keyboard.press("ControlOrMeta+k");
    await expect(page.getByRole("listbox", { name: "Places" }).getByRole("option").first(), "where one was last").toContainText("Anvil");
    await page.keyboard.press("Escape");
    await person.api.deleteProject(acme, await person.api.project(acme, "crane"));
    await page.goto(`/o/${acme.slug}/p/anvil/sandbox`);
    await expect(dropdown.button).toHaveText(/Anvil/);
    await dropdown.button.click();
    await expect(dropdown.entries).toHaveText([/Anvil/, /Bellows/, "Create new project"]);
  });

  test("from the project's settings the switch leads to the environment, and back keeps the mode", async ({ page }) => {
    await page.goto(`/o/${acme.slug}/p/anvil/settings`);
    await modeLink(page, "Live").click();
    await expect(page).toHaveURL(`/o/${acme.slug}/p/anvil/live`);
    const pages = page.getByRole("navigation", { name: "Project pages" });
    await pages.getByRole("link", { name: "Project settings" }).click();
    await expect(page).toHaveURL(`/o/${acme.slug}/p/anvil/settings`);
    await pages.getByRole("link", { name: "Overview" }).click();
    await expect(page).toHaveURL(`/o/${acme.slug}/p/anvil/live`);
  });

  test("a click elsewhere closes, and a middle click opens a new tab", async ({ page, context }) => {
    await page.goto(`/o/${acme.slug}`);
    const dropdown = organizations(page);
    await dropdown.button.click();
    await expect(dropdown.panel).toBeVisible();
    const opened = context.waitForEvent("page");
    await dropdown.entry(/Beta/).click({ button: "middle" });
    await expect(await opened).toHaveURL(`/o/${beta.slug}`);
    await expect(page).toHaveURL(`/o/${acme.slug}`);
    await page.mouse.click(1200, 780);
    await expect(dropdown.panel).toBeHidden();
  });
});

test.describe("by keyboard alone", () => {
  test("Tab reaches both dropdowns, the first before the second", async ({ page }) => {
    await page.goto(`/o/${acme.slug}`);
    await expect(organizations(page).button).toHaveText(/Acme/);
    const stops: string[] = [];
    for (let stop = 0; stop < 6; stop++) {
      await page.keyboard.press("Tab");
      stops.push(await page.evaluate(() => document.activeElement?.textContent ?? ""));
    }
    const at = (pattern: RegExp) => stops.findIndex((stop) => pattern.test(stop));
    expect(at(/^Organization:/)).toBeGreaterThanOrEqual(0);
    expect(at(/^Project:/)).toBe(at(/^Organization:/) + 1);
  });

  test("arrows, Home and End move, Enter follows", async ({ page }) => {
    await page.goto(`/o/${acme.slug}/p/bellows/sandbox`);
    const dropdown = projects(page);
    await expect(dropdown.button).toHaveText(/Bellows/);
    await dropdown.button.focus();
    await page.keyboard.press("Enter");
    await expect(dropdown.search).toBeFocused();
    await expect(dropdown.active, "begins at the current one").toHaveText(/Bellows/);
    for (const [key, name] of [
      ["ArrowDown", /Anvil/],
      ["ArrowDown", /Crane/],
      ["ArrowDown", /Create new project/],
      ["ArrowDown", /Bellows/],
      ["ArrowUp", /Create new project/],
      ["Home", /Bellows/],
      ["End", /Create new project/],
      ["ArrowUp", /Crane/],
    ] as const) {
      await page.keyboard.press(key);
      await expect(dropdown.active, key).toHaveText(name);
      const pointed = await dropdown.search.getAttribute("aria-activedescendant");
      expect(pointed, key).toBe(await dropdown.active.getAttribute("id"));
    }
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`/o/${acme.slug}/p/crane/sandbox`);
    await expect(dropdown.panel).toBeHidden();
  });

  test("typing filters, Enter follows the first that is found", async ({ page }) => {
    await page.goto(`/o/${acme.slug}`);
    const dropdown = organizations(page);
    await expect(dropdown.button).toHaveText(/Acme/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
    await dropdown.button.focus();
    await page.keyboard.press("Space");
    await page.keyboard.type("BET");
    await expect(dropdown.entries).toHaveText([/Beta/, "Create organization"]);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`/o/${beta.slug}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
    await dropdown.button.focus();
    await page.keyboard.press("Enter");
    await expect(dropdown.search, "the next opening starts afresh").toHaveValue("");
    await expect(dropdown.entries).toHaveCount(3);
  });

  test("what is not found leaves the footer, which Enter follows", async ({ page }) => {
    await page.goto(`/o/${acme.slug}`);
    const dropdown = projects(page);
    await dropdown.button.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("zeppelin");
    await expect(dropdown.panel.getByText("No project matches.")).toBeVisible();
    await expect(dropdown.entries).toHaveText(["Create new project"]);
    await page.keyboard.press("ArrowDown");
    await expect(dropdown.active).toHaveText("Create new project");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`/o/${acme.slug}/new`);
    await expect(page.getByLabel("Project Name")).toBeFocused();
  });

  for (const key of ["Escape", "Tab"]) {
    test(`${key} closes, and the keyboard is at the button or goes on from it`, async ({ page }) => {
      await page.goto(`/o/${acme.slug}`);
      const dropdown = organizations(page);
      await expect(dropdown.button).toHaveText(/Acme/);
      await dropdown.button.focus();
      await page.keyboard.press("Enter");
      await expect(dropdown.search).toBeFocused();
      await page.keyboard.press(key);
      await expect(dropdown.panel).toBeHidden();
      await expect(key === "Escape" ? dropdown.button : projects(page).button).toBeFocused();
    });
  }

  test("the environment is switched and the account menu is used", async ({ page }) => {
    await page.goto(`/o/${acme.slug}/p/anvil/sandbox`);
    // The first page is announced by the browser, the next one by its heading.
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Anvil");
    await projects(page).button.focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(modeLink(page, "Live")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`/o/${acme.slug}/p/anvil/live`);
    await expect(page.getByRole("heading", { level: 1 })).toBeFocused();

    const account = page.getByRole("button", { name: "Account" });
    await account.focus();
    await page.keyboard.press("Enter");
    const menu = page.getByRole("menu", { name: "Account" });
    await expect(menu).toBeVisible();
    await page.keyboard.press("End");
    await expect(menu.getByRole("menuitem", { name: "Sign out" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(menu).toBeHidden();
    await expect(account).toBeFocused();
  });
});
