import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { app, modeLink, projectRow, tab } from "./support/bar";
import { memberships } from "./support/members";
import { Person } from "./support/person";
import { recordRequests } from "./support/requests";
import { holdWasm } from "./support/wasm";

/** Adds up how far things jump while the page loads. */
async function watchShifts(page: Page) {
  await page.addInitScript(() => {
    const shifts: { value: number; nodes: string[] }[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; sources: { node: Element | null }[] }[]) {
        const name = ({ node }: { node: Element | null }) => `${node?.nodeName}.${node?.getAttribute?.("class")}`;
        shifts.push({ value: entry.value, nodes: entry.sources.map(name) });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

const shifts = (page: Page) =>
  page.evaluate(() => (window as unknown as { shifts: { value: number; nodes: string[] }[] }).shifts);

async function expectStill(page: Page) {
  const moved = await shifts(page);
  const sum = moved.reduce((sum, { value }) => sum + value, 0);
  expect(sum, JSON.stringify(moved)).toBeLessThan(0.01);
}

test("the shell is painted before the wasm is there, and the app takes its place", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Shop");
  const release = await holdWasm(page);
  // With the answer on its way as well: rows are drawn as soon as it is there (rows-first.spec.ts).
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/organizations/*/projects", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/o/${organization.slug}`, { waitUntil: "domcontentloaded" });
  await expect(tab(page, "Projects")).toBeVisible();
  await expect(tab(page, "Organizations")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
  await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
  const where = await tab(page, "Organizations").boundingBox();
  // The line under where one is.
  const line = () => page.getByRole("navigation", { name: "Organization pages" }).locator(".tab").first().evaluate((it) => getComputedStyle(it, "::after").insetInlineStart);
  const painted = await line();
  answer();
  release();
  await expect(projectRow(page, "Shop")).toBeVisible();
  expect(await tab(page, "Organizations").boundingBox(), "the tabs stay where they were painted").toEqual(where);
  await expect(page.locator("#boot")).toHaveCount(0);
  expect(await line(), "and so does the line").toBe(painted);
});

for (const [address, shown, hidden] of [
  ["/sign-in", "Portico", "Organizations"],
  ["/mailbox", "Portico", "Organizations"],
  ["/organizations", "Organizations", "Sandbox"],
  ["/o/acme/p/shop/sandbox", "Sandbox", "Organizations"],
] as const) {
  test(`the shell of ${address} is that of its page`, async ({ page }) => {
    await holdWasm(page);
    await page.goto(address, { waitUntil: "domcontentloaded" });
    await expect(page.locator("#boot").getByText(shown, { exact: true }).filter({ visible: true }).first()).toBeVisible();
    await expect(page.locator("#boot").getByText(hidden, { exact: true }).filter({ visible: true })).toHaveCount(0);
  });
}

for (const page_of of ["trash", "new"]) {
  test(`the shell of /o/acme/${page_of} has the tabs, and no title of the list`, async ({ page }) => {
    await holdWasm(page);
    await page.goto(`/o/acme/${page_of}`, { waitUntil: "domcontentloaded" });
    const boot = page.locator("#boot");
    await expect(boot.getByText("Organizations", { exact: true }).filter({ visible: true })).toBeVisible();
    await expect(boot.getByRole("heading").filter({ visible: true })).toHaveCount(0);
  });
}

test("an address that is none of the console's asks the edge for nothing but who is signed in", async ({ page, noise }) => {
  noise.allow(/404/);
  await holdWasm(page);
  for (const address of ["/o/acme/p/shop/sandbox/nonsense", "/o/acme/p/shop/staging/keys", "/o/acme/nonsense", "/nowhere"]) {
    const asked = recordRequests(page);
    await page.goto(address, { waitUntil: "domcontentloaded" });
    expect(asked, address).toEqual(["GET /api/session"]);
  }
});

test("the shell is painted in the theme that was chosen", async ({ page, person }) => {
  await person.api.createOrganization();
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/organizations");
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  const dark = await background();
  expect(dark).not.toBe(light);
  await holdWasm(page);
  await page.reload({ waitUntil: "domcontentloaded" });
  await expect(tab(page, "Organizations")).toBeVisible();
  expect(await background()).toBe(dark);
});

test("a script that cannot start says so instead of showing a skeleton for ever", async ({ page, noise }) => {
  noise.allow(/ERR_FAILED/, /uncaught/, /Failed to fetch/, /WebAssembly/);
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("/sign-in");
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveText(/Portico could not start/);
  await page.unroute("**/*.wasm");
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.locator("#boot")).toHaveCount(0);
  await expect(page.getByLabel("E-mail address")).toBeVisible();
});

test("a script that neither comes nor fails is said to be late, and takes that back when it does come", async ({ page }) => {
  await page.clock.install();
  const release = await holdWasm(page);
  await page.goto("/sign-in", { waitUntil: "domcontentloaded" });
  const late = page.getByText("Portico is taking longer than usual to start");
  // The page's own time passes as well, however slow the machine is.
  await page.clock.fastForward(8_000);
  await expect(late).toBeHidden();
  await page.clock.fastForward(12_100);
  await expect(late).toBeVisible();
  await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
  await expect(page.getByText("Portico could not start")).toBeHidden();
  release();
  await expect(page.getByLabel("E-mail address")).toBeVisible();
  await expect(late).toHaveCount(0);
});

test("the skeleton of the account page is not that of the projects", async ({ page, person, noise }) => {
  noise.allow(/status of 404/);
  await person.api.createOrganization("Acme");
  const release = await holdWasm(page);
  for (const address of ["/account", "/nowhere"]) {
    await page.goto(address, { waitUntil: "domcontentloaded" });
    await expect(page.getByRole("status", { name: "Loading" }), address).toBeVisible();
    await expect(page.getByRole("heading"), address).toHaveCount(0);
    await expect(page.locator(".search").filter({ visible: true }), address).toHaveCount(0);
  }
  release();
});

test.describe("nothing jumps from the first paint to the usable page", () => {
  for (const width of [1280, 390]) {
    test(`at ${width} px`, async ({ page, person }) => {
      const organization = await person.api.createOrganization("Acme");
      await person.api.createProjects(organization, ["Anvil", "Bellows", "Crane"]);
      await page.setViewportSize({ width, height: 800 });
      await watchShifts(page);
      // The answers are there when the app starts; it would not wait longer than a second for them.
      const release = await holdWasm(page);
      const answered = ["**/api/session", "**/api/organizations/*/projects"].map((url) => page.waitForResponse(url));
      await page.goto(`/o/${organization.slug}`, { waitUntil: "domcontentloaded" });
      for (const answer of await Promise.all(answered)) await answer.finished();
      release();
      await expect(projectRow(page, "Crane")).toBeVisible();
      await expectStill(page);
      await page.goto("/organizations");
      await expect(app(page).getByRole("link", { name: "Acme", exact: true })).toBeVisible();
      await expectStill(page);
      await page.goto(`/o/${organization.slug}/p/anvil/live`);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Anvil");
      await expectStill(page);
    });
  }

  test("nor on the sign-in page", async ({ page }) => {
    await watchShifts(page);
    await page.goto("/sign-in");
    await expect(page.getByLabel("E-mail address")).toBeFocused();
    await expect(page.getByRole("link", { name: "mailbox" })).toBeVisible();
    await expectStill(page);
  });
});

test.describe("one round trip for each screen", () => {
  // Answers grow old after three seconds, and would be asked for again: not while the date stands still.
  test.beforeEach(({ page }) =>
    page.addInitScript(() => {
      const began = Date.now();
      Date.now = () => began;
    }),
  );

  test("opening an address cold asks for the session and the page's data at once, each once, before the wasm", async ({
    page,
    person,
  }) => {
    test.slow();
    const organization = await person.api.createOrganization();
    await person.api.createProject(organization, "Shop");
    await person.api.choosePlan(organization, "pro");
    const base = `/api/organizations/${organization.slug}`;
    const [invoice] = (await person.api.get(`${base}/billing`)).invoices;
    const month = new Date().toISOString().slice(0, 7);
    const [shop, at] = [`${base}/projects/shop`, `/o/${organization.slug}/p/shop`];
    for (const [address, shown, ...data] of [
      [`/o/${organization.slug}`, "Shop", `${base}/projects`],
      [`/o/${organization.slug}?search=sh&sort=newest`, "Shop", `${base}/projects?search=sh&sort=newest`],
      ["/organizations", "Organizations", "/api/organizations", "/api/deleted-organizations"],
      ["/organizations?sort=-used", "Organizations", "/api/organizations?sort=-used", "/api/deleted-organizations"],
      [`${at}/sandbox`, "Shop", shop, `${shop}/promotion`],
      [`${at}/live/configuration`, "Configuration", `${shop}/environments/live/configuration`],
      [`${at}/sandbox/versions`, "Versions", shop, `${shop}/environments/sandbox/versions`],
      [`${at}/live/keys`, "Keys", shop, `${shop}/environments/live/keys`],
      [`${at}/promote`, "Promote", `${shop}/promotion`],
      [`${at}/schema`, "Schema", `${shop}/promotion`],
      [`${at}/settings`, "Project settings", shop],
      [`/o/${organization.slug}/trash`, "Trash", `${base}/trash`],
      [`/o/${organization.slug}/members`, "Members", `${base}/members`],
      [`/o/${organization.slug}/members/invites`, "Invites", `${base}/invites`],
      [
        `/o/${organization.slug}/settings`,
        "Organization settings",
        base,
        `${base}/members?role=owner`,
        `${base}/security`,
        "/api/sign-in/providers",
      ],
      ["/account", "Account", ...["address", "passkeys", "providers", "sessions", "notices"].map((part) => `/api/account/${part}`)],
      [`/o/${organization.slug}/billing`, "Billing", `${base}/billing`],
      [`/o/${organization.slug}/billing/usage`, "Usage", `${base}/usage?month=${month}`],
      [`/o/${organization.slug}/billing/usage?month=2026-10`, "Usage", `${base}/usage?month=2026-10`],
      [`/o/${organization.slug}/billing/invoices/${invoice.id}`, "Invoice", `${base}/billing/invoices/${invoice.id}`],
    ]) {
      const sent = recordRequests(page);
      const release = await holdWasm(page);
      await page.goto(address, { waitUntil: "domcontentloaded" });
      await expect.poll(() => sent, address).toHaveLength(1 + data.length);
      release();
      await expect(page.getByRole("main").getByText(shown, { exact: true }).first()).toBeVisible();
      await expect(page.locator("#boot")).toHaveCount(0);
      await page.waitForLoadState("networkidle");
      const expected = ["/api/session", ...data].map((path) => `GET ${path}`);
      expect(sent.toSorted(), address).toEqual(expected.toSorted());
      await page.unroute("**/*.wasm");
      page.removeAllListeners("request");
    }
  });

  test("what a role may not see is not asked for", async ({ person, newBrowser, baseURL }) => {
    const organization = await person.api.createOrganization("Acme");
    const context = await newBrowser();
    await memberships(person, organization).join(await Person.inBrowser(context, baseURL!), "viewer");
    const page = await context.newPage();
    const sent = recordRequests(page);
    await page.goto(`/o/${organization.slug}/settings`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Organization settings");
    await page.waitForLoadState("networkidle");
    expect(sent.filter((request) => /\/security$|\/sign-in\/providers$/.test(request))).toEqual([]);
  });

  test("going on from there asks only for what is new", async ({ page, person }) => {
    const organization = await person.api.createOrganization();
    await person.api.createProjects(organization, ["Anvil", "Bellows"]);
    const base = `/api/organizations/${organization.slug}`;
    await page.goto(`/o/${organization.slug}`);
    await expect(projectRow(page, "Anvil")).toBeVisible();
    const sent = recordRequests(page);
    await projectRow(page, "Anvil").click();
    await expect(page.getByRole("list", { name: "Settings" })).toBeVisible();
    const anvil = `GET ${base}/projects/anvil`;
    expect(sent).toEqual([anvil, `${anvil}/promotion`]);
    await modeLink(page, "Live").click();
    await expect(page.getByRole("heading", { name: "Live has never been published" })).toBeVisible();
    expect(sent.slice(2), "both environments came with the project").toEqual([]);
    await page.goBack();
    await page.goBack();
    await expect(projectRow(page, "Anvil")).toBeVisible();
    expect(new Set(sent).size, "nothing is asked twice").toBe(sent.length);
  });

  test("creating a project shows it without asking for it again", async ({ page, person }) => {
    const organization = await person.api.createOrganization();
    await page.goto(`/o/${organization.slug}/new`);
    await page.getByLabel("Project Name").fill("Shop");
    const sent = recordRequests(page);
    await page.getByLabel("Project Name").press("Enter");
    await expect(page.getByRole("list", { name: "Settings" })).toBeVisible();
    await page.waitForLoadState("networkidle");
    const shown = `GET /api/organizations/${organization.slug}/projects/shop`;
    expect(sent.filter((request) => request === shown)).toEqual([]);
    expect(sent.filter((request) => request.startsWith("POST"))).toHaveLength(1);
  });
});
