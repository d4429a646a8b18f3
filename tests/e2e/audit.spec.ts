import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { memberships } from "./support/members";
import { Person } from "./support/person";

const log = (page: Page) => page.getByRole("list", { name: "Audit log" });
const entry = (page: Page, name: string) => log(page).getByRole("button", { name, exact: true });
const filters = (page: Page) => page.getByRole("group", { name: "Filters" });

test("the log says what was done, and its filters stand in the address", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const shop = await person.api.createProject(organization, "Shop");
  await person.api.createProject(organization, "Till");
  const renamed = await person.api.patch(`/api/organizations/${organization.slug}/projects/shop`, { name: "Store", version: shop.version });
  expect(renamed.status()).toBe(200);
  await page.goto(`/o/${organization.slug}`);
  await page.getByRole("link", { name: "Audit log", exact: true }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}/audit`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Audit log");
  await expect(entry(page, "Created the organization: Lighthouse")).toBeVisible();
  await expect(entry(page, "Created a project: Till")).toBeVisible();

  await filters(page).getByRole("combobox", { name: "Action", exact: true }).selectOption("Changed a project");
  await expect(page).toHaveURL(/\?action=update_project$/);
  await expect(entry(page, "Created a project: Till")).toHaveCount(0);
  await entry(page, "Changed a project: Store").click();
  const dialog = page.getByRole("dialog", { name: "Changed a project" });
  const change = dialog.getByRole("table", { name: "What changed" }).getByRole("row").filter({ hasText: "Name" });
  await expect(change).toContainText("Shop");
  await expect(change).toContainText("Store");
  await expect(dialog).toContainText(person.email);
  await expect(dialog).toContainText("In the console");
  await dialog.getByRole("link", { name: "Everything in this project" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(`\\?project=${shop.id}$`));
  await expect(entry(page, "Created a project: Shop"), "as it was called then").toBeVisible();
  await expect(entry(page, "Changed a project: Store")).toBeVisible();
  await expect(entry(page, "Created a project: Till")).toHaveCount(0);
  await page.reload();
  await expect(filters(page).getByRole("button", { name: "Logged project: Store" })).toBeVisible();

  await filters(page).getByLabel("To", { exact: true }).fill("2001-01-01");
  await expect(page.getByText("No matching entries")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}/audit`);
  await expect(entry(page, "Created a project: Till")).toBeVisible();
});

test("roles and plans are called in an entry as the pages call them", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const anna = await Person.inBrowser(await newBrowser(), baseURL!);
  const members = memberships(person, organization);
  await members.join(anna, "developer");
  await members.changeRole(anna.email, "viewer");
  await person.api.choosePlan(organization, "pro");
  await page.goto(`/o/${organization.slug}/audit`);
  const dialog = page.getByRole("dialog");
  await log(page).getByRole("button", { name: /^Changed a role: / }).click();
  await expect(dialog.getByRole("row").filter({ hasText: "Role" })).toContainText(/Developer.*Viewer/);
  await page.keyboard.press("Escape");
  await log(page).getByRole("button", { name: /^Changed the plan: / }).click();
  await expect(dialog).toContainText("Plan: Pro");
});

test("what a Developer may not do is in the log as denied, and the log is for Admins", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 403/);
  const organization = await person.api.createOrganization("Lighthouse");
  const shop = await person.api.createProject(organization, "Shop");
  const theirs = await newBrowser();
  const anna = await Person.inBrowser(theirs, baseURL!);
  await memberships(person, organization).join(anna, "developer");
  const at = `/api/organizations/${organization.slug}/projects/shop/delete`;
  expect((await anna.api.post(at, { confirm: "Shop", version: shop.version })).status()).toBe(403);
  await page.goto(`/o/${organization.slug}/audit`);
  await filters(page).getByLabel("Outcome").selectOption("Denied");
  await expect(page).toHaveURL(/\?denied=true$/);
  await expect(entry(page, "Denied: delete a project: Shop")).toBeVisible();
  await expect(log(page).getByRole("listitem")).toHaveCount(1);
  await expect(log(page)).toContainText("Denied");
  await expect(log(page), "nothing reads as done").not.toContainText("Deleted");
  await entry(page, "Denied: delete a project: Shop").click();
  const dialog = page.getByRole("dialog", { name: "Denied: delete a project" });
  await expect(dialog.getByText("Attempted with")).toBeVisible();
  await expect(dialog.getByText("Project: shop", { exact: true })).toBeVisible();

  const annas = await theirs.newPage();
  await annas.goto(`/o/${organization.slug}/audit`);
  await expect(annas.getByText("Only Admins and Owners can see the audit log")).toBeVisible();
  await expect(annas.getByText("Your role in Lighthouse is Developer")).toBeVisible();
});

test("whoever has left can still be looked for in the log", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const anna = await Person.inBrowser(await newBrowser(), baseURL!);
  const members = memberships(person, organization);
  await members.join(anna, "developer");
  await anna.api.createProject(organization, "Shop");
  await members.remove(anna.email);
  await person.api.createProject(organization, "Till");
  await page.goto(`/o/${organization.slug}/audit`);
  await filters(page).getByRole("button", { name: /^Person/ }).click();
  const panel = page.getByRole("dialog", { name: "Person" });
  const left = panel.getByRole("option").filter({ hasText: anna.email });
  await expect(left).toContainText("No longer a member");
  await expect(panel.getByRole("option").filter({ hasText: person.email })).not.toContainText("No longer a member");
  // By the keyboard: Enter follows it only after it was chosen.
  await panel.getByRole("combobox").fill(anna.email);
  await expect(panel).toContainText("No member matches.");
  await expect(panel.getByRole("option").filter({ hasText: person.email })).toHaveCount(0);
  await page.keyboard.press("ArrowDown");
  await expect(left).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\?person=[0-9a-f-]{36}$/);
  await expect(filters(page).getByRole("button", { name: `Person: ${anna.email}` })).toBeVisible();
  await expect(entry(page, "Created a project: Shop")).toBeVisible();
  await expect(entry(page, "Created a project: Till")).toHaveCount(0);
  await page.reload();
  await expect(filters(page).getByRole("button", { name: `Person: ${anna.email}` })).toBeVisible();
});

test("a long log goes on by itself, also on a phone", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const { slug } = organization;
  await person.api.createProject(organization, "Shop");
  const draft = `/api/organizations/${slug}/projects/shop/environments/sandbox/draft`;
  for (let revision = 0; revision < 55; revision++) {
    const saved = await person.api.patch(draft, { revision, set: { "auth.session_length": 60 + revision }, secrets: {}, keep: [] });
    expect(saved.status(), await saved.text()).toBe(200);
  }
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`/o/${slug}/audit`);
  await expect(entry(page, "Changed a draft: Shop").first()).toBeVisible();
  await expect(async () => {
    await page.mouse.wheel(0, 4000);
    await expect(entry(page, "Created the organization: Lighthouse")).toBeVisible({ timeout: 500 });
  }).toPass();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await entry(page, "Created a project: Shop").click();
  await expect(page.getByRole("dialog", { name: "Created a project" })).toBeVisible();
  expect((await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations).toEqual([]);
});

test("a log that could not be read says so and is asked for again", async ({ page, person, noise }) => {
  noise.allow(/ERR_FAILED|ERR_INTERNET_DISCONNECTED/);
  const organization = await person.api.createOrganization("Lighthouse");
  await page.goto(`/o/${organization.slug}/members`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Members");
  await page.route("**/audit", (route) => route.abort());
  await page.getByRole("link", { name: "Audit log", exact: true }).click();
  await expect(page.getByText("Portico could not be reached").first()).toBeVisible();
  await page.unroute("**/audit");
  await page.getByRole("main").getByRole("button", { name: "Try again" }).click();
  await expect(entry(page, "Created the organization: Lighthouse")).toBeVisible();
});

test("a search of the log that is cut before all was looked through says so, not that nothing matches, and goes on where it was", async ({ page, person, noise }) => {
  noise.allow(/ERR_FAILED/);
  const organization = await person.api.createOrganization("Lighthouse");
  await person.api.createProject(organization, "Till");
  const asked: (string | null)[] = [];
  let lost = true;
  // The edge looks at 5,000 entries at a time, and answers what it found among them: here nothing at first.
  await page.route("**/api/organizations/*/audit?*", async (route) => {
    const url = new URL(route.request().url());
    const after = url.searchParams.get("after");
    asked.push(after);
    if (after !== null && lost) return route.abort();
    url.searchParams.delete("after");
    const response = await route.fetch({ url: url.href });
    const page = await response.json();
    await route.fulfill({ response, json: after === null ? { ...page, entries: [], next: "middle" } : page });
  });
  await page.goto(`/o/${organization.slug}/audit?action=create_project`);
  const again = page.getByRole("main").getByRole("button", { name: "Try again" });
  await expect(again).toBeVisible();
  await expect(page.getByRole("main").getByRole("alert").filter({ hasText: /\S/ })).toContainText("Portico could not be reached");
  await expect(page.getByText("No matching entries")).toHaveCount(0);
  await expect(page.getByText("The log is empty")).toHaveCount(0);
  lost = false;
  asked.length = 0;
  await again.click();
  await expect(entry(page, "Created a project: Till")).toBeVisible();
  expect(asked, "what had come was not asked for again").toEqual(["middle"]);
});

test("the log is exported as a file of what the filters find", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  await person.api.createProject(organization, "=1+1");
  await person.api.createProject(organization, "Till");
  await page.goto(`/o/${organization.slug}/audit?action=create_project`);
  await expect(entry(page, "Created a project: Till")).toBeVisible();
  const save = async (name: string) => {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name, exact: true }).click()]);
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
  };
  const csv = await save("Export CSV");
  expect(csv.name).toBe(`${organization.slug}-audit.csv`);
  expect(csv.text.trim().split("\r\n")).toHaveLength(3);
  expect(csv.text).toContain(`"'=1+1"`);
  await expect(page.getByRole("status").getByText("2 entries exported")).toBeVisible();
  const lines = (await save("Export JSON Lines")).text.trim().split("\n").map((line) => JSON.parse(line));
  expect(lines.map((line) => line.target.name)).toEqual(["Till", "=1+1"]);
});

test("on a phone the heading and its buttons are one line", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`/o/${organization.slug}/audit`);
  await expect(page.locator("#main .audit-export")).toBeVisible();
  const parts = [
    page.getByRole("heading", { level: 1 }),
    page.getByRole("button", { name: "Export CSV", exact: true }),
    page.getByRole("button", { name: "Export JSON Lines", exact: true }),
  ];
  const boxes = await Promise.all(parts.map(async (part) => (await part.boundingBox())!));
  const middles = boxes.map(({ y, height }) => Math.round(y + height / 2));
  expect(Math.max(...middles) - Math.min(...middles)).toBeLessThanOrEqual(1);
  expect(boxes[2].x + boxes[2].width).toBeLessThanOrEqual(390);
});

test("an export that loses a slice asks for it again, and one that loses too many goes on where it was", async ({ page, person, noise }) => {
  noise.allow(/ERR_FAILED/);
  const organization = await person.api.createOrganization("Lighthouse");
  await page.goto(`/o/${organization.slug}/audit`);
  await expect(entry(page, "Created the organization: Lighthouse")).toBeVisible();
  const asked: (string | null)[] = [];
  let losing = 1;
  await page.route("**/audit/export?*", async (route) => {
    const after = new URL(route.request().url()).searchParams.get("after");
    asked.push(after);
    if (after === null) return route.fulfill({ json: { text: "first\n", entries: 2, next: "middle" } });
    return losing-- > 0 ? route.abort() : route.fulfill({ json: { text: "second\n", entries: 1, next: null } });
  });
  const button = page.getByRole("button", { name: "Export JSON Lines", exact: true });
  const save = async () => {
    const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
    return readFileSync(await file.path(), "utf8");
  };
  expect(await save()).toBe("first\nsecond\n");
  expect(asked).toEqual([null, "middle", "middle"]);
  await expect(page.getByRole("status").getByText("3 entries exported")).toBeVisible();

  asked.length = 0;
  losing = 3;
  await button.click();
  await expect(page.getByText("The export ended early.")).toBeVisible();
  expect(asked).toEqual([null, "middle", "middle", "middle"]);
  expect(await save(), "nothing of it was lost").toBe("first\nsecond\n");
  expect(asked, "what had come was not asked for again").toEqual([null, "middle", "middle", "middle", "middle"]);
});

test("people and projects are searched by the edge, however many there are, and the choice stands in the address", async ({ page, person }) => {
  test.slow();
  const organization = await person.api.createOrganization("Lighthouse");
  await person.api.choosePlan(organization, "enterprise");
  await person.api.createProjects(organization, Array.from({ length: 55 }, (_, number) => `Project ${String(number).padStart(2, "0")}`));
  const last = await person.api.createProject(organization, "Zeppelin");
  await page.goto(`/o/${organization.slug}/audit`);
  await expect(entry(page, "Created a project: Zeppelin")).toBeVisible();
  await filters(page).getByRole("button", { name: "Logged project: All projects" }).click();
  const panel = page.getByRole("dialog", { name: "Logged project" });
  await expect(panel.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("zepp");
  await expect(panel.getByRole("option", { name: /Zeppelin/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`\\?project=${last.id}$`));
  await expect(log(page).getByRole("listitem")).toHaveCount(1);
  await filters(page).getByRole("button", { name: /^Person:/ }).click();
  const people = page.getByRole("dialog", { name: "Person" });
  await expect(people.getByRole("combobox")).toBeFocused();
  await page.keyboard.type(person.email.slice(0, 12));
  await expect(people.getByRole("option").filter({ hasText: person.email })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/person=.*project=/);
  await filters(page).getByRole("button", { name: "Logged project: Zeppelin" }).click();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/project=/);
});
