import type { Page } from "@playwright/test";
import { ok } from "./support/api";
import { Configured, SECRET, toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { Person } from "./support/person";
import { loseAnswer } from "./support/problems";

const offering = (page: Page) => page.getByRole("region", { name: "Offer to another organization" });
const offered = (page: Page) => page.getByRole("region", { name: "Projects offered to you" });
const moved = (page: Page) => page.getByRole("region", { name: "In another organization" });

test("a project goes to another organization when somebody there accepts it, and its Owners take it back", async ({
  page,
  person,
  newBrowser,
  baseURL,
  noise,
}) => {
  test.slow();
  noise.allow(/status of 404/);
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", {}, { "auth.signing_secret": SECRET });
  const { token } = await ok(person.api.post(shop.at("sandbox", "keys"), { name: "Web server" }));
  const read = (key: string) => shop.read(page.request, "sandbox", { Authorization: `Bearer ${key}` });
  const before = await (await read(token)).json();
  const theirs = await newBrowser();
  const ben = await Person.inBrowser(theirs, baseURL!);
  const meridian = await ben.api.createOrganization("Meridian");

  // By the keyboard alone.
  await page.goto(shop.page("settings"));
  await offering(page).getByRole("button", { name: "Offer project" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Offer Shop to another organization" });
  await expect(dialog.getByLabel("Slug of the other organization")).toBeFocused();
  await expect(dialog).toContainText(`1 member of Acme loses access: ${person.email}`);
  await expect(dialog).toContainText("1 key keeps working");
  await expect(dialog).toContainText("Web server");
  await expect(dialog).toContainText("Reads until it is accepted are billed to Acme");
  await page.keyboard.type(meridian.slug);
  await expect(dialog).toContainText("is checked when it is accepted");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Sho");
  const confirm = dialog.getByRole("button", { name: "Offer project" });
  await expect(confirm).toHaveAttribute("data-reason", /Type the name/);
  await page.keyboard.type("p");
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(offering(page)).toContainText(`Offered to ${meridian.slug} by ${person.email}`);
  await expect(offering(page).getByRole("button", { name: "Withdraw offer" })).toBeVisible();
  expect(await person.api.projects(shop.organization)).toHaveLength(1);

  const other = await theirs.newPage();
  await other.goto(`/o/${meridian.slug}`);
  await expect(other.getByText("Acme offers this organization the project Shop.")).toBeVisible();
  await other.getByRole("link", { name: "Answer the offer" }).click();
  await expect(offered(other).getByRole("listitem")).toContainText(`From Acme (${person.email}) to Meridian`);
  await offered(other).getByRole("button", { name: "Accept" }).click();
  const accept = other.getByRole("dialog", { name: "Accept Shop?" });
  await expect(accept).toContainText("1 key that was made there keeps working");
  await expect(accept).toContainText("Owners of Acme can take it back");
  await accept.getByRole("button", { name: "Accept project" }).click();
  await expect(other).toHaveURL(`/o/${meridian.slug}/p/shop/sandbox`);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Shop");
  expect(await (await read(token)).json()).toEqual(before);
  const there = await ben.api.project(meridian, "shop");
  expect([there.id, there.sandbox.id, there.live.id]).toEqual([shop.project.id, shop.project.sandbox.id, shop.project.live.id]);
  await other.goto(`/o/${meridian.slug}/p/shop/settings`);
  await expect(offering(other)).toContainText("Acme can take this project back until");
  await expect(offering(other).getByRole("button", { name: "Offer project" })).toHaveAttribute("data-reason", /can no longer take it back/);
  const keys = `/api/organizations/${meridian.slug}/projects/shop/environments/sandbox/keys`;
  const made = (await ok(ben.api.post(keys, { name: "Theirs" }))).token;
  expect((await read(made)).status()).toBe(200);

  await page.goto(`/o/${shop.organization.slug}/trash`);
  await expect(moved(page).getByRole("listitem")).toContainText("Accepted by Meridian");
  await moved(page).getByRole("button", { name: "Take back Shop" }).click();
  const back = page.getByRole("dialog", { name: "Take Shop back?" });
  await expect(back).toContainText("1 key that was made there is revoked");
  await back.getByRole("button", { name: "Take project back" }).click();
  await expect(page).toHaveURL(shop.page("sandbox"));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Shop");
  expect(await (await read(token)).json()).toEqual(before);
  expect((await read(made)).status()).toBe(401);
  expect(await ben.api.projects(meridian)).toHaveLength(0);
});

test("an offer is withdrawn by who made it, and declined by who got it", async ({ page, person }) => {
  const [source, target] = [await person.api.createOrganization("Source"), await person.api.createOrganization("Target")];
  const project = await person.api.createProject(source, "Shop");
  await person.api.offer(source, project, target);
  await page.goto(`/o/${source.slug}/p/shop/settings`);
  await offering(page).getByRole("button", { name: "Withdraw offer" }).click();
  await expect(toast(page, "Offer withdrawn")).toBeVisible();
  await expect(offering(page).getByRole("button", { name: "Offer project" })).toBeVisible();

  await person.api.offer(source, project, target);
  await page.goto("/organizations");
  await offered(page).getByRole("button", { name: "Decline" }).click();
  await page.getByRole("dialog", { name: "Decline Shop?" }).getByRole("button", { name: "Decline offer" }).click();
  await expect(toast(page, "Offer declined")).toBeVisible();
  await expect(offered(page)).toHaveCount(0);
  expect(await person.api.projects(source)).toHaveLength(1);
});

test("of one's own other organizations the dry run says who keeps access and whether there is room", async ({ page, person }) => {
  const [source, target] = [await person.api.createOrganization("Source"), await person.api.createOrganization("Target")];
  await person.api.createProject(source, "Shop");
  await person.api.createProjects(target, ["One", "Two", "Three"]);
  await page.goto(`/o/${source.slug}/p/shop/settings`);
  await offering(page).getByRole("button", { name: "Offer project" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Slug of the other organization").fill(target.slug);
  await expect(dialog).toContainText("No one in Source loses access");
  await expect(dialog).toContainText("Target has no room for it now. The Free plan allows 3 projects");
});

test("an acceptance whose answer is lost is sent again and found done", async ({ page, person, noise, baseURL }) => {
  noise.allow(/ERR_CONNECTION_RESET|ERR_FAILED|status of 404/);
  const [source, target] = [await person.api.createOrganization("Source"), await person.api.createOrganization("Target")];
  const project = await person.api.createProject(source, "Shop");
  await person.api.offer(source, project, target);
  await page.goto("/organizations");
  await offered(page).getByRole("button", { name: "Accept" }).click();
  const dialog = page.getByRole("dialog");
  await page.route("**/accept", (route) => loseAnswer(route, baseURL!), { times: 1 });
  await dialog.getByRole("button", { name: "Accept project" }).click();
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(page).toHaveURL(`/o/${target.slug}/p/shop/sandbox`);
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
  await ok(person.api.acceptOffer(target, await person.api.offer(source, project, target)));
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
