import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { organizations, projectRow, projects, type Switcher } from "./support/bar";
import { inParallel, type Organization } from "./support/api";
import { setting } from "./support/configuration";
import { memberships } from "./support/members";
import { Person } from "./support/person";

const numbered = (word: string, count: number) => Array.from({ length: count }, (_, at) => `${word} ${String(at + 1).padStart(2, "0")}`);

/** More than one page of projects; those of each word fill the window of a list. */
async function manyProjects(person: Person): Promise<Organization> {
  const organization = await person.api.createOrganization("Acme");
  await person.api.choosePlan(organization, "enterprise");
  await person.api.createProjects(organization, [...numbered("Api", 30), ...numbered("Worker", 30)]);
  return organization;
}

/** Opens the dropdown and waits for its first row. */
async function open(dropdown: Switcher, first: RegExp) {
  await dropdown.button.click();
  await expect(dropdown.entry(first).first()).toBeVisible();
}

async function retype(page: Page, search: Locator, word: string, delay: number) {
  await search.press("ControlOrMeta+a");
  await page.keyboard.type(word, { delay });
}

for (const delay of [0, 80, 250, 700]) {
  test(`rows follow the search though old and new ones fill the window, letters ${delay} ms apart`, async ({ page, person }) => {
    test.slow();
    const organization = await manyProjects(person);
    await page.goto(`/o/${organization.slug}/p/api-01/sandbox`);
    const dropdown = projects(page);
    await expect(dropdown.button).toHaveText(/Api 01/);
    await open(dropdown, /Api 01/);
    for (const [word, first] of [["api", "Api 01"], ["worker", "Worker 01"], ["api", "Api 01"]]) {
      await retype(page, dropdown.search, word, delay);
      await expect(dropdown.active).toHaveText(first);
      await expect(dropdown.entry(/^(Api|Worker)/).nth(20)).toHaveText(new RegExp(`^${first.slice(0, -3)}`));
      await expect(dropdown.active).toHaveAttribute("aria-setsize", "30");
    }
    await retype(page, dropdown.search, "worker", delay);
    // At once, whatever is still on its way: nothing happens, or what was typed is opened.
    await page.keyboard.press("Enter");
    await expect(async () => {
      if (await dropdown.panel.isVisible()) await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/\/p\/worker-\d\d\/sandbox$/, { timeout: 500 });
    }).toPass();

    await page.goto(`/o/${organization.slug}`);
    const search = page.getByRole("searchbox", { name: "Search projects" });
    const rows = page.getByRole("list", { name: "Projects" }).getByRole("link");
    for (const [word, first] of [["api", "Api 01"], ["worker", "Worker 01"]]) {
      await search.focus();
      await retype(page, search, word, delay);
      await expect(rows.first()).toHaveAccessibleName(first);
      await expect(rows.nth(10)).toHaveAccessibleName(new RegExp(`^${first.slice(0, -3)}`));
    }
  });
}

test("an invite stands behind the organizations and is never what Enter opens by itself", async ({ page, visitor, newBrowser, baseURL }) => {
  test.slow();
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const inviting = await owner.api.createOrganization("Client zero Consulting");
  await memberships(owner, inviting).invite(visitor.email, "viewer");
  await visitor.signIn();
  await inParallel(numbered("Client", 26), 8, (name) => visitor.api.createOrganization(name));
  await visitor.api.createOrganization("Cabinet");
  await page.goto("/organizations");
  const dropdown = organizations(page);
  await open(dropdown, /Cabinet/);
  await page.keyboard.type("cli", { delay: 80 });
  await expect(dropdown.active).toHaveText(/^Client 01/);
  await expect(dropdown.panel.getByText("26 of 27 organizations").first()).toBeVisible();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await expect(dropdown.active).toHaveText(/Client zero Consulting\s*Invite/);
  await retype(page, dropdown.search, "zero", 0);
  await expect(dropdown.entries).toHaveText([/Client zero/, "Create organization"]);
  await page.keyboard.press("Enter");
  await expect(dropdown.panel, "Enter opens no invite").toBeVisible();
  await retype(page, dropdown.search, "client 26", 0);
  await expect(dropdown.active).toHaveText(/^Client 26/);
  await page.keyboard.press("Enter");
  await expect(dropdown.button).toHaveText(/Client 26/);
});

test("where nothing was searched the dropdown says that there is nothing yet; where one is comes first", async ({ page, person }) => {
  test.slow();
  const empty = await person.api.createOrganization("NewCo");
  await page.goto(`/o/${empty.slug}`);
  await projects(page).button.click();
  await expect(projects(page).panel.getByText("No projects yet in NewCo")).toBeVisible();
  await page.keyboard.type("zzz");
  await expect(projects(page).panel.getByText("No project matches.")).toBeVisible();

  const organization = await manyProjects(person);
  await page.goto(`/o/${organization.slug}/p/worker-30/sandbox`);
  const dropdown = projects(page);
  await expect(dropdown.button).toHaveText(/Worker 30/);
  await open(dropdown, /Worker 30/);
  await expect(dropdown.active, "not on the first page").toHaveText(/Worker 30/);
  await expect(dropdown.current.locator("svg")).toBeVisible();
  await expect(dropdown.entries.nth(1)).toHaveText(/Api 01/);
  await page.keyboard.press("End");
  await expect(dropdown.active).toHaveText("Create new project");
});

test("a list says how long it is and what was found of it", async ({ page, person }) => {
  const organization = await manyProjects(person);
  await page.goto(`/o/${organization.slug}`);
  const items = page.getByRole("list", { name: "Projects" }).getByRole("listitem");
  await expect(items.first()).toHaveAttribute("aria-posinset", "1");
  await expect(items.first()).toHaveAttribute("aria-setsize", "60");
  const link = items.first().getByRole("link");
  await expect(link).toHaveAccessibleName("Api 01");
  await expect(link).toHaveAccessibleDescription(/api-01.*Created/);
  await expect(page.locator(".page-count")).toHaveText("60 projects");
  await page.getByRole("searchbox", { name: "Search projects" }).fill("worker");
  await expect(page.locator(".page-count")).toHaveText("30 of 60 projects");
  await expect(page.getByRole("status").filter({ hasText: "30 of 60 projects" })).toBeAttached();
  await page.goto(`/o/${organization.slug}/members?search=zzz`);
  await expect(page.locator(".page-count")).toHaveText("0 of 1 member");
});

test("back and forward lead to where one was, with the keyboard on the row", async ({ page, person }) => {
  test.slow();
  const organization = await manyProjects(person);
  await page.goto(`/o/${organization.slug}`);
  await expect(projectRow(page, "Api 01")).toBeVisible();
  await page.evaluate(() => scrollTo(0, 1e6));
  await expect(projectRow(page, "Worker 30"), "the second page").toBeVisible();
  await page.evaluate(() => scrollTo(0, 2400));
  await expect(projectRow(page, "Worker 18")).toBeInViewport();
  await projectRow(page, "Worker 18").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Worker 18");
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  await page.goBack();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(2400);
  await expect(projectRow(page, "Worker 18")).toBeFocused();
  await expect(projectRow(page, "Worker 18")).toBeInViewport();
  await page.goForward();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.goBack();
  await expect(projectRow(page, "Worker 18")).toBeFocused();
  await page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: "Organizations" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Organizations");
  await expect.poll(() => page.evaluate(() => scrollY), "a link leads to the top").toBe(0);
});

/** Enter as an input method sends it at the end of a composition. */
const compose = (target: Locator, how: { isComposing?: boolean; keyCode?: number }) =>
  target.evaluate((element, how) => {
    const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...how });
    return element.dispatchEvent(event);
  }, how);

test("Enter at the end of a composition follows and sends nothing", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.slug}`);
  const dropdown = projects(page);
  await open(dropdown, /Shop/);
  for (const how of [{ keyCode: 229 }, { isComposing: true }]) {
    await compose(dropdown.search, how);
    await expect(dropdown.panel).toBeVisible();
    await expect(page).toHaveURL(`/o/${organization.slug}`);
  }
  await page.goto(`/o/${organization.slug}/new`);
  await page.getByLabel("Project Name").fill("Laden");
  expect(await compose(page.getByLabel("Project Name"), { keyCode: 229 })).toBe(false);
  await expect(page).toHaveURL(`/o/${organization.slug}/new`);
});

/** Does what the translator of a browser does: each text is replaced by elements with another text, and so is what comes later. */
async function translate(page: Page, how: "replaced" | "wrapped") {
  await page.evaluate((how) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts.filter((text) => text.data.trim() && !text.parentElement?.closest("script, style, font, textarea"))) {
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      outer.append(inner);
      text.replaceWith(outer);
      if (how === "wrapped") inner.append(text);
      else inner.append(text.data);
    }
  }, how);
}

for (const how of ["replaced", "wrapped"] as const) {
  test(`texts that a translator has ${how} go on changing`, async ({ page, person }) => {
    const [acme, beta] = [await person.api.createOrganization("Acme"), await person.api.createOrganization("Beta")];
    const anvil = await person.api.createProject(acme, "Anvil");
    await person.api.createProject(beta, "Boat");
    await page.goto(`/o/${acme.slug}/p/${anvil.slug}/sandbox/configuration`);
    const status = page.locator(".draft-bar-count");
    await expect(status).toHaveText("No changes");
    await translate(page, how);
    await expect(organizations(page).button).toHaveText("Organization: Acme");
    await expect(organizations(page).button.locator('[translate="no"]')).toHaveText("Acme");
    await setting(page, "Display name").getByRole("textbox").fill("Lighthouse");
    await expect(status).toHaveText("1 change, 1 not saved");
    await translate(page, how);
    await setting(page, "Display name").getByRole("textbox").fill("Lighthouse Labs");
    await setting(page, "Support address").getByRole("textbox").fill("help@example.com");
    await expect(status).toHaveText("2 changes, 2 not saved");
    await page.getByRole("button", { name: "Save draft" }).click();
    await expect(status).toHaveText("2 changes");

    await open(organizations(page), /Beta/);
    await translate(page, how);
    await organizations(page).entry(/Beta/).click();
    await expect(organizations(page).button).toHaveText("Organization: Beta");
    await translate(page, how);
    await projectRow(page, "Boat").click();
    await expect(projects(page).button).toHaveText("Project: Boat");
    await translate(page, how);
    await page.goBack();
    await page.goBack();
    await expect(organizations(page).button).toHaveText("Organization: Acme");
    await expect(projects(page).button).toHaveText("Project: Anvil");
  });
}
