import type { Page } from "@playwright/test";
import { ok } from "./support/api";
import { app, projectRow } from "./support/bar";
import { Configured } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { memberships } from "./support/members";
import { Person } from "./support/person";
import { problem } from "./support/problems";
import { recordRequests } from "./support/requests";
import { holdWasm } from "./support/wasm";

/** What index.html painted; the app takes it away when it starts. */
const painted = (page: Page) => page.locator("#boot");
const paintedRow = (page: Page, name: string) => painted(page).getByRole("link", { name, exact: true });
const skeleton = (page: Page) => painted(page).getByRole("status", { name: "Loading" });

/** Opens the list while the wasm is on its way. */
async function open(page: Page, address: string): Promise<() => void> {
  const release = await holdWasm(page);
  await page.goto(address, { waitUntil: "domcontentloaded" });
  return release;
}

/** Where everything in the rows stands. */
const boxes = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".row, .row *, .organizations, .organizations *")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [element.getAttribute("class") ?? "", x, y, width, height];
    }),
  );

/** An element with all that is in it, whatever the order of its attributes. */
function markup(node: Node): string {
  const write = (node: Node): string => {
    if (!(node instanceof Element)) return node.nodeType === Node.TEXT_NODE ? node.nodeValue! : "";
    const attributes = [...node.attributes].map(({ name, value }) => `${name}=${JSON.stringify(value)}`).sort();
    return `<${[node.localName, ...attributes].join(" ")}>${[...node.childNodes].map(write).join("")}</>`;
  };
  return write(node);
}

/** What each frame of the page shows from now on: how many rows. */
async function watchFrames(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(window, { frames });
    const look = () => {
      frames.push(document.querySelectorAll(".row, .organization").length);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () => page.evaluate(() => (window as unknown as { frames: number[] }).frames);
}

// What is said of a time stays the same.
test.beforeEach(({ page }) =>
  page.addInitScript(() => {
    const began = Date.now();
    Date.now = () => began;
  }),
);

for (const width of [1280, 390]) {
  test(`rows stand before the wasm is there, and where the app leaves them, at ${width} px`, async ({ page, person }) => {
    await page.setViewportSize({ width, height: 800 });
    const shop = await Configured.create(person.api);
    await shop.publishLive();
    await shop.save("sandbox", { "app.display_name": "Next" });
    await person.api.createProjects(shop.organization, ["Anvil", "Bellows"]);
    const release = await open(page, `/o/${shop.organization.slug}?sort=name`);
    await expect(painted(page).getByRole("listitem")).toHaveCount(3);
    await expect(skeleton(page)).toHaveCount(0);
    const before = await boxes(page);
    const frames = await watchFrames(page);
    release();
    await expect(projectRow(page, "Anvil")).toBeVisible();
    await expect(painted(page)).toHaveCount(0);
    expect(await boxes(page)).toEqual(before);
    const seen = (await frames()).length;
    await expect.poll(async () => (await frames()).length).toBeGreaterThan(seen + 3);
    expect(new Set(await frames()), "never none, and never twice").toEqual(new Set([3]));
  });
}

test("a row says all that the app will say of it", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await shop.publishLive();
  const release = await open(page, `/o/${shop.organization.slug}`);
  const row = (root: ReturnType<typeof painted>) => root.getByRole("listitem").first();
  await expect(row(painted(page))).toContainText("Live is v1");
  const before = await row(painted(page)).evaluate(markup);
  release();
  await expect(row(app(page))).toBeVisible();
  expect(await row(app(page)).evaluate(markup)).toBe(before);
});

test("a row leads to its project before the wasm is there, by the keyboard as well", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Shop");
  await open(page, `/o/${organization.slug}`);
  await paintedRow(page, "Shop").click();
  await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
  await page.goBack({ waitUntil: "domcontentloaded" });
  await paintedRow(page, "Shop").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
});

test("the keyboard stays on the row when the app takes over", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProjects(organization, ["Anvil", "Bellows", "Crane"]);
  const release = await open(page, `/o/${organization.slug}?sort=name`);
  await paintedRow(page, "Bellows").focus();
  release();
  await expect(painted(page)).toHaveCount(0);
  await expect(projectRow(page, "Bellows")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/o/${organization.slug}/p/bellows/sandbox`);
});

test("a name with markup is text, and one that is long gives way", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  const long = "Wolfeschlegelsteinhausenbergerdorff ".repeat(2).slice(0, 64);
  const names = ["<b>Bold</b> & {slug}", "\u05e9\u05dc\u05d5\u05dd shop", long];
  await person.api.createProjects(organization, names);
  await page.setViewportSize({ width: 390, height: 800 });
  await open(page, `/o/${organization.slug}`);
  for (const name of names) await expect(painted(page).getByText(name, { exact: true })).toBeVisible();
  await expect(painted(page).locator("b")).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("of a long list a window is drawn, which says how long it is", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.choosePlan(organization, "pro");
  const names = Array.from({ length: 30 }, (_, at) => `Project ${String(at).padStart(2, "0")}`);
  await person.api.createProjects(organization, names);
  await page.setViewportSize({ width: 1280, height: 560 });
  await open(page, `/o/${organization.slug}?sort=name`);
  const items = painted(page).getByRole("listitem");
  await expect(items).toHaveCount(11);
  await expect(items.first()).toHaveAttribute("aria-setsize", "30");
  await expect(items.last()).toHaveAttribute("aria-posinset", "11");
});

test("the organization of the last visit is drawn at the address of the console", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.slug}`);
  await expect(projectRow(page, "Shop")).toBeVisible();
  const release = await open(page, "/");
  await expect(paintedRow(page, "Shop")).toHaveAttribute("href", `/o/${organization.slug}/p/shop/sandbox`);
  await expect(page).toHaveURL(`/o/${organization.slug}`);
  const frames = await watchFrames(page);
  release();
  await expect(projectRow(page, "Shop")).toBeVisible();
  await expect(painted(page)).toHaveCount(0);
  const seen = (await frames()).length;
  await expect.poll(async () => (await frames()).length).toBeGreaterThan(seen + 3);
  expect(new Set(await frames())).toEqual(new Set([1]));
  await expect(page).toHaveURL(`/o/${organization.slug}`);
});

test("where there is no row the app says why", async ({ page, person, noise }) => {
  noise.allow(/status of 503/);
  const organization = await person.api.createOrganization("Acme");
  const list = "**/api/organizations/*/projects";
  const asked = page.waitForResponse(list);
  const release = await open(page, `/o/${organization.slug}`);
  await (await asked).finished();
  await expect(skeleton(page), "nothing yet").toBeVisible();
  release();
  await expect(app(page).getByText("No projects yet")).toBeVisible();
  await page.unroute("**/*.wasm");
  await page.route(list, (route) => route.fulfill(problem(503, "unavailable", "Try again in a minute.")));
  const refused = page.waitForResponse(list);
  const released = await open(page, `/o/${organization.slug}`);
  await (await refused).finished();
  await expect(skeleton(page), "refused").toBeVisible();
  await expect(painted(page).getByRole("listitem")).toHaveCount(0);
  released();
  await expect(app(page).getByText("Try again in a minute.")).toBeVisible();
});

test("what stands above the rows is not there before the app: an offer leaves them to it", async ({ page, person }) => {
  const [from, to] = [await person.api.createOrganization("Acme"), await person.api.createOrganization("Beta")];
  await person.api.createProject(to, "Shop");
  await person.api.offer(from, await person.api.createProject(from, "Store"), to);
  const answers = ["**/api/session", "**/api/organizations/*/projects"].map((url) => page.waitForResponse(url));
  const release = await open(page, `/o/${to.slug}`);
  for (const answer of await Promise.all(answers)) await answer.finished();
  await expect(skeleton(page)).toBeVisible();
  release();
  await expect(projectRow(page, "Shop")).toBeVisible();
});

test("the bar shows who is signed in before the wasm is there, on every page, where the app leaves it", async ({ page, person }) => {
  await ok(person.api.patch("/api/account", { name: "Olga van den Berg" }));
  const organization = await person.api.createOrganization("Acme");
  for (const address of [`/o/${organization.slug}`, "/account"]) {
    const release = await open(page, address);
    const picture = (root: ReturnType<typeof painted>) => root.locator(".menu-button .person-initials");
    await expect(picture(painted(page))).toHaveAttribute("data-initials", "OB");
    const before = await picture(painted(page)).boundingBox();
    release();
    await expect(painted(page)).toHaveCount(0);
    const button = page.getByRole("button", { name: "Account", exact: true });
    await expect(picture(button.locator(".."))).toHaveAttribute("data-initials", "OB");
    expect(await picture(button.locator("..")).boundingBox()).toEqual(before);
  }
});

test("rows ask for nothing that the app would not ask, and other pages draw none", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Shop");
  const sent = recordRequests(page);
  await open(page, `/o/${organization.slug}`);
  await expect(paintedRow(page, "Shop")).toBeVisible();
  expect(sent.toSorted()).toEqual([`GET /api/organizations/${organization.slug}/projects`, "GET /api/session"]);
  for (const address of ["/organizations?sort=-used", `/o/${organization.slug}/trash`, `/o/${organization.slug}/p/shop/sandbox`]) {
    await page.goto(address, { waitUntil: "domcontentloaded" });
    await expect(skeleton(page), address).toBeVisible();
    await expect(painted(page).locator("a.row-link, .organization"), address).toHaveCount(0);
  }
});

for (const width of [1280, 390]) {
  test(`the organizations stand before the wasm is there, and where the app leaves them, at ${width} px`, async ({ page, person }) => {
    await page.setViewportSize({ width, height: 800 });
    const beta = await person.api.createOrganization("Beta");
    await person.api.createOrganization("<b>Acme</b>");
    await person.api.createOrganization("<b>Acme</b>");
    await person.api.createProject(beta, "Shop");
    const release = await open(page, "/organizations");
    const rows = painted(page).getByRole("table", { name: "Organizations" }).getByRole("row");
    await expect(rows).toHaveCount(4);
    await expect(rows.last().getByRole("cell")).toHaveText(["Owner", "1", /^1/, /^Free/, /.+/]);
    await expect(painted(page).locator("b")).toHaveCount(0);
    // What else stands below is known as well, so that the app is whole at once.
    const before = await boxes(page);
    const frames = await watchFrames(page);
    release();
    await expect(app(page).getByRole("row")).toHaveCount(4);
    await expect(painted(page)).toHaveCount(0);
    expect(await boxes(page)).toEqual(before);
    const seen = (await frames()).length;
    await expect.poll(async () => (await frames()).length).toBeGreaterThan(seen + 3);
    expect(new Set(await frames()), "never none, and never twice").toEqual(new Set([3]));
  });
}

test("an organization leads to its projects before the wasm is there, and keeps the keyboard when the app takes over", async ({ page, person }) => {
  const acme = await person.api.createOrganization("Acme");
  await open(page, "/organizations");
  await paintedRow(page, "Acme").click();
  await expect(page).toHaveURL(`/o/${acme.slug}`);
  const release = await open(page, "/organizations");
  await expect(painted(page).getByRole("button", { name: "Plan" }), "only the app can sort").toBeDisabled();
  await painted(page).getByRole("link", { name: "1 member of Acme" }).focus();
  release();
  await expect(painted(page)).toHaveCount(0);
  await expect(app(page).getByRole("link", { name: "1 member of Acme" })).toBeFocused();
});

test("what waits for an answer stands above the organizations, and leaves them to the app", async ({ page, visitor, newBrowser, baseURL }) => {
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  await memberships(owner, await owner.api.createOrganization("Lighthouse")).invite(visitor.email, "viewer");
  await visitor.signIn();
  await visitor.api.createOrganization("Acme");
  const answers = ["**/api/session", "**/api/organizations"].map((url) => page.waitForResponse(url));
  const release = await open(page, "/organizations");
  for (const answer of await Promise.all(answers)) await answer.finished();
  await expect(skeleton(page)).toBeVisible();
  await expect(painted(page).getByRole("table")).toHaveCount(0);
  release();
  await expect(app(page).getByRole("region", { name: "You are invited" })).toBeVisible();
  await expect(app(page).getByRole("rowheader")).toHaveCount(1);
});
