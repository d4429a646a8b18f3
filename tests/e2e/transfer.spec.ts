import { ok } from "./support/api";
import { Configured, SECRET } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { loseAnswer } from "./support/problems";

test("a project moves to another organization with its IDs, its secrets and its keys", async ({ page, person, noise }) => {
  noise.allow(/status of 404/);
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", {}, { "auth.signing_secret": SECRET });
  const { token } = await ok(person.api.post(shop.at("sandbox", "keys"), { name: "Server" }));
  const read = () => shop.read(page.request, "sandbox", { Authorization: `Bearer ${token}` });
  const before = await (await read()).json();
  const target = await person.api.createOrganization("Meridian");

  await page.goto(shop.page("general"));
  const name = shop.project.name;
  const section = page.getByRole("region", { name: "Transfer project" });
  await section.getByLabel("Organization").selectOption({ label: "Meridian" });
  await section.getByRole("button", { name: "Transfer project" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Transfer Shop to Meridian?");
  const confirm = dialog.getByRole("button", { name: /^Transfer/ });
  await dialog.getByRole("textbox").fill(name);
  await confirm.click();
  await expect(page).toHaveURL(new RegExp(`/o/${target.slug}/p/`));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  expect(await (await read()).json()).toEqual(before);
  const moved = await person.api.project(target, shop.project.slug);
  expect([moved.id, moved.sandbox.id, moved.live.id]).toEqual([shop.project.id, shop.project.sandbox.id, shop.project.live.id]);
  // It is edited and published there as it was here, its secret in place.
  const at = `/api/organizations/${target.slug}/projects/${moved.slug}/environments/sandbox`;
  const found = await person.api.get(`${at}/configuration`);
  expect(JSON.stringify(found)).toContain("auth.signing_secret");
  expect(await person.api.projects(shop.organization)).toHaveLength(0);
});

test("a move whose answer is lost is found where it went", async ({ page, person, noise, baseURL }) => {
  noise.allow(/ERR_CONNECTION_RESET|ERR_FAILED|status of 404/);
  const source = await person.api.createOrganization("Source");
  const target = await person.api.createOrganization("Target");
  await person.api.createProject(source, "Shop");
  await page.goto(`/o/${source.slug}/p/shop/general`);
  const section = page.getByRole("region", { name: "Transfer project" });
  await section.getByLabel("Organization").selectOption({ label: "Target" });
  await section.getByRole("button", { name: "Transfer project" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("Shop");
  await page.route("**/transfer", (route) => loseAnswer(route, baseURL!), { times: 1 });
  await dialog.getByRole("button", { name: "Transfer project" }).click();
  await expect(page).toHaveURL(`/o/${target.slug}/p/shop/general`);
  await expect(dialog).toHaveCount(0);
  expect(await person.api.projects(target)).toHaveLength(1);
});

test("usage before the move is the old organization's, usage after it the new one's", async ({ page, person, request }) => {
  const [source, target] = [await person.api.createOrganization("Source"), await person.api.createOrganization("Target")];
  const project = await person.api.createProject(source, "Shop");
  const read = async (times: number) => {
    for (let time = 0; time < times; time++) {
      expect((await request.get(`/v1/environments/${project.sandbox.id}/config`)).status()).toBe(200);
    }
  };
  const month = () => new Date().toISOString().slice(0, 7);
  const total = async (of: { slug: string }) => (await person.api.get(`/api/organizations/${of.slug}/usage?month=${month()}`)).total;
  await read(3);
  await expect.poll(() => total(source)).toBe(3);
  const moved = await person.api.post(`/api/organizations/${source.slug}/projects/shop/transfer`, { target: target.slug, version: 1 });
  expect(moved.status(), await moved.text()).toBe(200);
  await read(2);
  await expect.poll(() => total(target)).toBe(2);
  expect(await total(source)).toBe(3);

  await page.goto(`/o/${source.slug}/billing/usage`);
  await expect(page.getByText("3 reads").first()).toBeVisible();
  await expect(page.getByRole("row", { name: /Shop/ })).toContainText("3");
  await expect(page.getByRole("main")).toContainText("moved away");
});

test("usage is drawn by day and project and can be read as a table, for all projects and for one", async ({ page, person, request }) => {
  const organization = await person.api.createOrganization("Acme");
  const names = ["Shop for everything that readers want", "Till for everything that they take home", "Portal"];
  for (const [index, name] of names.entries()) {
    const project = await person.api.createProject(organization, name);
    const times = names.length - index;
    for (let time = 0; time < times; time++) await ok(request.get(`/v1/environments/${project.sandbox.id}/config`));
  }
  const month = () => new Date().toISOString().slice(0, 7);
  const usage = () => person.api.get(`/api/organizations/${organization.slug}/usage?month=${month()}`);
  await expect.poll(async () => (await usage()).total).toBe(6);
  await page.goto(`/o/${organization.slug}/billing/usage`);
  const figure = page.getByRole("figure");
  await expect(figure).toContainText("6 reads");
  await figure.getByText("Show as table").click();
  const { days } = await usage();
  const today = days.findIndex((day: { reads: number }) => day.reads > 0) + 1;
  const cells = figure.getByRole("row").nth(today).getByRole("cell");
  await expect(figure.getByRole("columnheader")).toHaveText(["Day (UTC)", ...names, "Reads"]);
  await expect(cells).toHaveText(["3", "2", "1", "6"]);
  // On a phone it is the table that is moved, not the page.
  await page.setViewportSize({ width: 320, height: 800 });
  const overflow = (element: Element) => element.scrollWidth - element.clientWidth;
  expect(await page.locator("html").evaluate(overflow)).toBeLessThanOrEqual(0);
  expect(await figure.getByRole("region").evaluate(overflow)).toBeGreaterThan(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("link", { name: "Portal" }).click();
  await expect(page).toHaveURL(/project=/);
  await expect(figure).toContainText("1 read");
  await expect(cells).toHaveText(["1"]);
  await page.goBack();
  await expect(figure).toContainText("6 reads");
});
