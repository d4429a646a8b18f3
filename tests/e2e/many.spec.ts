import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { organizations, projects, tab, type Switcher } from "./support/bar";
import { freshSlug, inParallel } from "./support/api";
import { memberRow } from "./support/members";
import { Person } from "./support/person";

/** Turns the wheel over a list until its last row is `last`; how many rows were in the document at most. */
async function scrollToEnd(page: Page, dropdown: Switcher, last: RegExp): Promise<number> {
  let most = 0;
  await dropdown.list.hover();
  await expect(async () => {
    most = Math.max(most, await dropdown.entries.count());
    await page.mouse.wheel(0, 100_000);
    await expect(dropdown.list.getByRole("option", { name: last })).toBeVisible({ timeout: 50 });
  }).toPass({ intervals: [20] });
  return most;
}

test("without an organization the dropdown offers to create one", async ({ page, person }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome to Portico");
  const dropdown = organizations(page);
  await expect(dropdown.button).toHaveText(/Select organization/);
  await dropdown.button.click();
  await expect(dropdown.entries).toHaveText(["Create organization"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/new");
  await page.goto("/organizations");
  await expect(page.getByRole("heading", { name: "No organizations yet" })).toBeVisible();
  await tab(page, "Projects").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome to Portico");
});

/** Creates Company 01, 02 and so on. Whoever pays for one may create more of them. */
async function createCompanies(person: Person, count: number) {
  const create = (at: number) => person.api.createOrganization(`Company ${String(at).padStart(2, "0")}`);
  await person.api.choosePlan(await create(1), "pro");
  await inParallel(Array.from({ length: count - 1 }, (_, at) => at + 2), 8, create);
}

test("40 organizations: all are there, searching answers while typing", async ({ page, person }) => {
  await createCompanies(person, 40);
  await page.goto("/organizations");
  await expect(page.getByRole("rowheader")).toHaveCount(40);
  const dropdown = organizations(page);
  await dropdown.button.click();
  await expect(dropdown.entry(/Company 01/)).toBeVisible();
  await expect(dropdown.entries.last(), "the footer is in sight").toBeInViewport();
  expect(await scrollToEnd(page, dropdown, /Company 40/)).toBeLessThan(60);
  await expect(dropdown.entries.last()).toBeInViewport();
  await dropdown.search.pressSequentially("company 3");
  await expect(dropdown.entries).toHaveCount(11);
  await dropdown.search.pressSequentially("7");
  await expect(dropdown.entries).toHaveText([/Company 37/, "Create organization"]);
  await page.keyboard.press("Enter");
  await expect(dropdown.button).toHaveText(/Company 37/);
});

test("more organizations than one page: the rest comes by scrolling and by searching", async ({ page, person }) => {
  await createCompanies(person, 60);
  const last = await person.api.createOrganization("Zebra");
  await page.goto(`/o/${last.slug}`);
  const dropdown = organizations(page);
  await expect(dropdown.button, "the name of one that is not on the first page").toHaveText(/Zebra/);
  await dropdown.button.click();
  await expect(dropdown.entries.first(), "where one is comes first").toHaveText(/Zebra/);
  await scrollToEnd(page, dropdown, /Company 60/);
  await dropdown.search.fill("company 59");
  await expect(dropdown.entries).toHaveText([/Company 59/, "Create organization"]);
  await page.keyboard.press("Escape");

  await page.goto("/organizations");
  await page.getByRole("searchbox", { name: "Search organizations" }).fill("zeb");
  await expect(page.getByRole("rowheader")).toHaveText([/Zebra/]);
});

test("who has as many free organizations as one person may is told so before anything is typed", async ({ page, person, noise }) => {
  noise.allow(/status of 402/);
  await inParallel(Array.from({ length: 20 }, (_, at) => at), 5, (at) => person.api.createOrganization(`Company ${at}`));
  await page.goto("/new");
  await expect(page.getByRole("main")).toContainText("You created and own 20 organizations on the Free plan");
  await expect(page.getByRole("main").getByRole("button", { name: "Create organization" })).toHaveAttribute("data-reason", /Choose a larger plan/);
  await page.goto("/organizations");
  const dropdown = organizations(page);
  await dropdown.button.click();
  await expect(dropdown.entries.last()).toHaveAttribute("aria-disabled", "true");
  await expect(dropdown.entries.last()).toContainText("20 organizations on the Free plan");
  const refused = await person.api.post("/api/organizations", { name: "One more", website: "https://example.com" });
  expect(refused.status()).toBe(402);
});

test("organizations of one name are told apart by their slug", async ({ page, person }) => {
  const [one, other] = [freshSlug(), freshSlug()];
  await person.api.createOrganization("Twins", one);
  await person.api.createOrganization("Twins", other);
  await person.api.createOrganization("Single");
  await page.goto("/organizations");
  for (const slug of [one, other]) await expect(page.getByRole("main").getByText(slug)).toBeVisible();
  await organizations(page).button.click();
  for (const slug of [one, other]) await expect(organizations(page).panel.getByText(slug)).toBeVisible();
  await expect(organizations(page).entry(/^Single$/)).toBeVisible();
});

/** One of the owners of the organization with 5,000 projects: see seed.sql. */
test.describe("5,000 projects", () => {
  const address = "/o/e2e-five-thousand";
  test.beforeEach(async ({ visitor }, { line, repeatEachIndex }) => {
    // An address gets five codes an hour, and its codes are read by whoever asked: so each test takes another owner.
    const number = (line + 13 * repeatEachIndex) % 40;
    await new Person(visitor.api.request, visitor.api.origin, `e2e-owner-${number + 1}@example.com`).signIn();
    const { projects } = await visitor.api.get("/api/organizations/e2e-five-thousand");
    expect(projects, "load tests/e2e/seed.sql before the server starts").toBe(5000);
  });

  test("the dropdown searches while one types", async ({ page }) => {
    await page.goto(address);
    const dropdown = projects(page);
    await dropdown.button.click();
    await expect(dropdown.entry(/Project 0001/)).toBeVisible();
    await dropdown.search.pressSequentially("ject 432");
    await expect(dropdown.entries).toHaveCount(11);
    await dropdown.search.pressSequentially("1");
    await expect(dropdown.entries).toHaveText([/Project 4321/, "Create new project"]);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`${address}/p/project-4321/sandbox`);
    await expect(dropdown.button).toHaveText(/Project 4321/);
  });

  test("of whoever made more than 1,000 keys it is said that there are 1,000 or more, wherever they would go along", async ({ page, newBrowser, baseURL }) => {
    const dialog = page.getByRole("dialog");
    await page.goto(`${address}/members?search=e2e-key-maker`);
    await memberRow(page, "e2e-key-maker").getByRole("button", { name: /^Actions for/ }).click();
    await page.getByRole("menuitem", { name: "Remove member" }).click();
    await expect(dialog).toContainText("1,000 or more keys that they made work here.");
    await expect(dialog.getByRole("listitem")).toHaveCount(100);
    await expect(dialog).toContainText("And at least 900 more.");
    await expect(dialog.getByLabel("Revoke all of these keys as well")).not.toBeChecked();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);

    await page.goto(`${address}/settings`);
    await page.getByRole("region", { name: "Danger zone" }).getByRole("button", { name: "Delete organization" }).click();
    await expect(dialog).toContainText("Revoked for good, even if it is restored: 1,000 or more server keys.");
    await page.keyboard.press("Escape");

    const context = await newBrowser();
    await new Person(context.request, baseURL!, "e2e-key-maker@example.com").signIn();
    const theirs = await context.newPage();
    await theirs.goto("/account");
    await theirs.getByRole("region", { name: "Delete account" }).getByRole("button", { name: "Delete account" }).click();
    const last = theirs.getByRole("dialog", { name: "Delete your account?" });
    await expect(last).toContainText("1,000 or more keys that you made work in your organizations.");
    await expect(last, "of each organization nobody has counted them all either").toContainText(/, at least [\d,]+ keys/);
    await expect(last.getByRole("list", { name: /^Keys in / }).first()).toContainText(/and at least [\d,]+ more keys/);
    await expect(last.getByLabel("Revoke all of these keys as well")).not.toBeChecked();
  });

  test("the dropdown scrolls to the last, with few rows in the document", async ({ page }) => {
    test.slow();
    await page.goto(address);
    const dropdown = projects(page);
    await dropdown.button.click();
    await expect(dropdown.entry(/Project 0001/)).toBeVisible();
    expect(await scrollToEnd(page, dropdown, /Project 5000/)).toBeLessThan(80);
    await expect(dropdown.entries.last()).toHaveText("Create new project");
    await page.keyboard.press("Home");
    await expect(dropdown.active).toHaveText(/Project 0001/);
    await page.keyboard.press("End");
    await expect(dropdown.active).toHaveText("Create new project");
    await page.keyboard.press("ArrowUp");
    await expect(dropdown.active).toHaveText(/Project 5000/);
  });

  test("the Projects tab searches and scrolls, with few rows in the document", async ({ page }) => {
    test.slow();
    await page.goto(`${address}?sort=name`);
    const rows = page.locator("#main").getByRole("link", { name: /^Project \d/ });
    await expect(rows.first()).toHaveText(/Project 0001/);
    await expect(page.locator("#main")).toContainText("5,000 projects");
    let most = 0;
    await expect(async () => {
      most = Math.max(most, await rows.count());
      await page.mouse.wheel(0, 100_000);
      expect(Number(/\d{4}/.exec(await rows.last().innerText())![0])).toBeGreaterThan(1200);
    }).toPass({ intervals: [20] });
    expect(most).toBeLessThan(80);
    await page.getByRole("searchbox", { name: "Search projects" }).fill("4999");
    await expect(rows).toHaveText([/Project 4999/]);
    await rows.first().click();
    await expect(page).toHaveURL(`${address}/p/project-4999/sandbox`);
  });
});
