import { expect, test } from "./support/fixtures";
import type { Page } from "@playwright/test";
import type { Organization } from "./support/api";
import { createsProject } from "./support/requests";
import { isPost, loseAnswer, problem } from "./support/problems";

const creating = "**/api/organizations/*/projects";
const form = (page: Page) => ({
  name: page.getByLabel("Project Name"),
  create: page.getByRole("button", { name: "Create project" }),
  banner: page.getByRole("alert"),
  again: page.getByRole("button", { name: "Try again" }),
});

let organization: Organization;

test.beforeEach(async ({ page, person }) => {
  organization = await person.api.createOrganization();
  await page.goto(`/o/${organization.slug}/new`);
});

test("a double click on Create makes one project", async ({ page, person }) => {
  let sent = 0;
  page.on("request", (request) => (sent += createsProject(request) ? 1 : 0));
  await form(page).name.fill("Shop");
  await form(page).create.dblclick();
  await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
  expect(sent).toBe(1);
  expect(await person.api.projects(organization)).toHaveLength(1);
});

test("while it is being made the button is busy and a second press does nothing", async ({ page, person }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let sent = 0;
  await page.route(creating, async (route) => {
    if (isPost(route.request())) {
      sent += 1;
      await held;
    }
    await route.continue();
  });
  const { name, create } = form(page);
  await name.fill("Shop");
  const before = await create.boundingBox();
  await create.click();
  await expect(create).toHaveAttribute("aria-busy", "true");
  expect(await create.boundingBox(), "the button keeps its place").toEqual(before);
  await create.click({ force: true });
  await name.press("Enter");
  await expect(name).toHaveValue("Shop");
  release();
  await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
  expect(sent).toBe(1);
  expect(await person.api.projects(organization)).toHaveLength(1);
});

test("when the answer is lost, trying again has one effect under one key", async ({ page, person, baseURL, noise }) => {
  noise.allow(/ERR_CONNECTION_RESET/);
  const keys: string[] = [];
  await page.route(creating, async (route) => {
    if (!isPost(route.request())) return route.continue();
    keys.push((await route.request().allHeaders())["idempotency-key"]);
    return keys.length === 1 ? loseAnswer(route, baseURL!) : route.continue();
  });
  const { name, create, banner, again } = form(page);
  await name.fill("Shop");
  await create.click();
  await expect(banner).toContainText("It's safe to try again");
  await expect(name).toHaveValue("Shop");
  expect(await person.api.projects(organization), "it did arrive").toHaveLength(1);
  await again.click();
  await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
  expect(await person.api.projects(organization)).toHaveLength(1);
});

test("when the answer is lost and the name is then changed, another project is meant", async ({ page, person, baseURL, noise }) => {
  noise.allow(/ERR_CONNECTION_RESET/);
  let posts = 0;
  await page.route(creating, (route) =>
    isPost(route.request()) && ++posts === 1 ? loseAnswer(route, baseURL!) : route.continue(),
  );
  const { name, create, banner } = form(page);
  await name.fill("Shop");
  await create.click();
  await expect(banner).toContainText("safe to try again");
  await name.fill("Store");
  await create.click();
  await expect(page).toHaveURL(`/o/${organization.slug}/p/store/sandbox`);
  expect((await person.api.projects(organization)).map((project) => project.name).sort()).toEqual(["Shop", "Store"]);
});

for (const [situation, answer] of Object.entries({
  "the edge is at fault (500)": problem(500, "internal", "This is an error on our side. Try again; if it persists, report the request ID."),
  "the edge is busy (503)": problem(503, "unavailable", "Try again in a moment."),
  "something in between answers a page (502)": { status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" },
  "something in between answers a page (200)": { status: 200, contentType: "text/html", body: "<h1>Welcome to the hotel</h1>" },
})) {
  test(`when ${situation}, a banner offers to try again and nothing typed is lost`, async ({ page, noise }) => {
    noise.allow(/status of 50\d/);
    await page.route(creating, (route) => (isPost(route.request()) ? route.fulfill(answer) : route.continue()));
    const { name, create, banner, again } = form(page);
    await name.fill("Shop");
    await create.click();
    await expect(banner).toContainText(/Try again/i);
    await expect(banner).not.toContainText("<");
    await expect(name).toHaveValue("Shop");
    await page.unroute(creating);
    await again.click();
    await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
  });
}

test("offline: the page says so, keeps what was typed, and goes on when the network is back", async ({ page, context, noise }) => {
  // Also of chunks that are fetched ahead at that moment.
  noise.allow(/ERR_INTERNET_DISCONNECTED/, /Failed to fetch/);
  const { name, create, banner, again } = form(page);
  await name.fill("Shop");
  await context.setOffline(true);
  await expect(page.getByText("You are offline.")).toBeVisible();
  await create.click();
  await expect(banner).toContainText("No answer came.");
  await context.setOffline(false);
  await expect(page.getByText("You are offline.")).toHaveCount(0);
  await expect(name).toHaveValue("Shop");
  await again.click();
  await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
});

test("a name that is taken, whatever its case, is refused at the field", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  await person.api.createProject(organization, "Shop");
  const { name, create } = form(page);
  await name.fill("sHOP");
  await create.click();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveAccessibleDescription(/name/i);
  await expect(name).toBeFocused();
  await expect(name).toHaveValue("sHOP");
  await expect(page.getByRole("alert").locator("p"), "what is said at the field is not said twice").toHaveCount(0);
  await name.fill("Shop 2");
  await expect(name).not.toHaveAttribute("aria-invalid", "true");
  await name.press("Enter");
  await expect(page).toHaveURL(`/o/${organization.slug}/p/shop-2/sandbox`);
});

test("a list that could not be loaded says why and is asked for again", async ({ page, noise }) => {
  noise.allow(/status of 503/);
  await page.route(`${creating}*`, (route) => route.fulfill(problem(503, "unavailable", "Try again in a moment.")));
  await page.goto(`/o/${organization.slug}`);
  await expect(page.getByRole("alert").filter({ hasText: "Try again in a moment." })).toBeVisible();
  await page.unroute(`${creating}*`);
  await form(page).again.click();
  await expect(page.getByRole("heading", { name: "No projects yet" })).toBeVisible();
});
