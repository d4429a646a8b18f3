import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { organizations, projectList, projectRow, projects } from "./support/bar";
import { ok } from "./support/api";
import { Configured, setting } from "./support/configuration";
import { manyProjects, open } from "./support/lists";
import { memberships } from "./support/members";

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

  // Among those where one was lately it says the same of itself as the others.
  await expect.poll(() => page.evaluate(() => localStorage.getItem("portico.recent"))).toContain("\tworker-30\t");
  await page.goto(`/o/${organization.slug}/p/api-01/sandbox`);
  await expect(dropdown.button).toHaveText(/Api 01/);
  await open(dropdown, /Api 01/);
  await expect(dropdown.entries.nth(1), "still not on the first page").toHaveText(/Worker 30.*Not live yet/);
});

test("a list says how long it is and what was found of it", async ({ page, person }) => {
  const organization = await manyProjects(person);
  await page.goto(`/o/${organization.slug}?sort=name`);
  const items = projectList(page).getByRole("listitem");
  await expect(items.first()).toHaveAttribute("aria-posinset", "1");
  await expect(items.first()).toHaveAttribute("aria-setsize", "60");
  const link = items.first().getByRole("link");
  await expect(link).toHaveAccessibleName("Api 01");
  await expect(link).toHaveAccessibleDescription(/api-01.*Changed/);
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
  await page.goto(`/o/${organization.slug}?sort=name`);
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
  // Back again one frame after forward: the end of the first way is not the end of the second.
  await page.evaluate(async () => {
    const moved = () => new Promise((done) => addEventListener("popstate", done, { once: true }));
    const forward = moved();
    history.forward();
    await forward;
    await new Promise(requestAnimationFrame);
    const back = moved();
    history.back();
    await back;
  });
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(2400);
  await expect(projectRow(page, "Worker 18")).toBeFocused();
  await page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: "Organizations" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Organizations");
  await expect.poll(() => page.evaluate(() => scrollY), "a link leads to the top").toBe(0);
});

test("Back leads to the control of a row that one was on, and to the heading where that is gone", async ({ page, person }) => {
  test.slow();
  const organization = await person.api.createOrganization("Acme");
  await person.api.choosePlan(organization, "enterprise");
  const shop = await Configured.in(person.api, organization, "Shop");
  const heading = page.getByRole("heading", { level: 1 });
  const main = page.getByRole("main");
  for (const name of ["Web", "Worker", "Build"]) await ok(person.api.post(shop.at("sandbox", "keys"), { name }));
  for (const minutes of [40, 50, 60]) await shop.publish("sandbox", { "auth.session_length": minutes });
  await person.api.deleteProject(organization, await person.api.createProject(organization, "Till"));
  await person.api.deleteProject(organization, await person.api.createProject(organization, "Desk"));
  await memberships(person, organization).invite(`anna-${organization.slug}@example.com`, "viewer");
  const at = `/o/${organization.slug}`;
  for (const [address, title, name] of [
    [shop.page("sandbox/keys"), "Keys", "Revoke Worker"],
    [shop.page("sandbox/versions"), "Versions", "Actions for version 2"],
    [`${at}/trash`, "Trash", "Restore Till"],
    [`${at}/members`, "Members", `Actions for ${person.email}`],
    [`${at}/members/invites`, "Invites", `Actions for anna-${organization.slug}@example.com`],
  ]) {
    await page.goto(address);
    await expect(heading).toHaveText(title);
    const control = main.getByRole("button", { name, exact: true });
    await control.focus();
    await page.getByRole("link", { name: "Portico" }).first().click();
    await expect(heading).not.toHaveText(title);
    await page.goBack();
    await expect(heading).toHaveText(title);
    await expect(control, name).toBeFocused();
  }
  await page.goto(shop.page("sandbox/keys"));
  await main.getByRole("button", { name: "Revoke Worker" }).focus();
  // Made anew, so that nothing of before is shown while the list is asked for.
  await page.goto("/account");
  const { keys } = await person.api.get(shop.at("sandbox", "keys"));
  await person.api.delete(shop.at("sandbox", `keys/${keys.find((key: { name: string }) => key.name === "Worker").id}`));
  await page.goBack();
  await expect(main.getByText("Revoked", { exact: true })).toBeVisible();
  await expect(heading).toBeFocused();
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
