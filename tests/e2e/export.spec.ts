import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { Configured, toast } from "./support/configuration";
import type { Organization } from "./support/api";
import { Person } from "./support/person";

const project = (page: Page, name: string) =>
  page.getByRole("list", { name: "Projects of the export" }).getByRole("listitem").filter({ hasText: name });

const choose = (page: Page, text: string) =>
  page.getByLabel("Export file").setInputFiles({ name: "export.jsonl", mimeType: "application/x-ndjson", buffer: Buffer.from(text) });

/** Has an archive made on the page, and answers its text. */
async function exported(page: Page, organization: Organization): Promise<{ name: string; text: string }> {
  await page.goto(`/o/${organization.slug}/export`);
  await page.getByRole("button", { name: "Start export" }).click();
  const button = page.getByRole("list", { name: "Exports" }).getByRole("button", { name: /^Download/ });
  await expect(button).toBeVisible({ timeout: 20_000 });
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  await expect(toast(page, "The export was downloaded")).toBeVisible();
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

test("an organization is exported, and its project imported into another, where the same is delivered", async ({ page, person, request }) => {
  const shop = await Configured.create(person.api);
  await shop.publishLive({ "app.display_name": "Größe & co" });
  const { name, text } = await exported(page, shop.organization);
  expect(name).toBe(`${shop.organization.slug}-export.jsonl`);
  const records = text.trim().split("\n").map((line) => JSON.parse(line));
  expect(records[0]).toMatchObject({ kind: "organization", format: 1, slug: shop.organization.slug, secrets: "not exported" });
  expect(records.at(-1)).toMatchObject({ kind: "end", records: records.length - 1, is_cut: false });

  const other = await person.api.createOrganization("Meridian");
  await page.goto(`/o/${other.slug}/export`);
  await choose(page, text);
  await expect(project(page, "Shop")).toContainText("Can be imported");
  await expect(project(page, "Shop")).toContainText("1 secret must be set again.");
  expect(await person.api.projects(other)).toEqual([]);
  await page.getByRole("button", { name: "Import 1 project" }).click();
  await expect(page.getByText("1 project imported.")).toBeVisible();
  await project(page, "Shop").getByRole("link", { name: "Shop" }).click();
  await expect(page).toHaveURL(`/o/${other.slug}/p/shop/sandbox`);
  const made = await person.api.project(other, "shop");
  for (const mode of ["sandbox", "live"] as const) {
    expect(made[mode].id).not.toBe(shop.project[mode].id);
    const there = await request.get(`/v1/environments/${made[mode].id}/config`);
    expect(await there.json()).toEqual(await shop.values(request, mode));
  }
});

test("how far an export is stands on the page until it is ready", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  // As the edge answers it, but as far as the test says: a small one is ready within a look or two.
  let done: number | null = 0;
  await page.route(/\/exports(\?|$)/, async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    const response = await route.fetch();
    const list = await response.json();
    if (done !== null && list.exports.length > 0) {
      Object.assign(list.exports[0], { state: "making", steps_done: done, steps: 9, bytes: done * 1_000, ready_at: null, expires_at: null });
    }
    await route.fulfill({ response, json: list });
  });
  await page.goto(`/o/${organization.slug}/export`);
  const start = page.getByRole("button", { name: "Start export" });
  const progress = page.getByRole("progressbar", { name: "Export" });
  await start.click();
  for (const [step, said] of [[0, "Step 1 of 9: the organization."], [3, "Step 4 of 9: configurations."], [8, "Step 9 of 9: the end."]] as const) {
    done = step;
    await expect(page.getByRole("status").filter({ has: progress })).toContainText(said);
    await expect(progress).toHaveJSProperty("value", step);
    await expect(progress).toHaveJSProperty("max", 9);
  }
  await expect(page.getByText("8 kB so far")).toBeVisible();
  await expect(page.getByRole("list", { name: "Exports" })).toHaveCount(0);
  expect((await new AxeBuilder({ page }).setLegacyMode(true).include("main").analyze()).violations).toEqual([]);
  // A second one is not begun meanwhile.
  await expect(start).toHaveAttribute("aria-disabled", "true");
  done = null;
  await expect(toast(page, "The export is ready")).toBeVisible({ timeout: 20_000 });
  await expect(progress).toHaveCount(0);
  await expect(page.getByRole("list", { name: "Exports" }).getByRole("button", { name: /^Download/ })).toBeVisible();
  await expect(start).not.toHaveAttribute("aria-disabled", "true");
});

test("what cannot be imported says why, and another name is a way out", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  const { text } = await exported(page, shop.organization);
  await choose(page, text);
  await expect(project(page, "Shop")).toContainText("A project with this name already exists here.");
  await expect(page.getByText(/0 projects of .* can be imported; 1 cannot\./)).toBeVisible();
  await page.getByLabel("Rename if the name is taken").check();
  await expect(project(page, "Shop")).toContainText("As “Shop (imported)”.");
  await page.getByRole("button", { name: "Import 1 project" }).click();
  await expect(project(page, "Shop (imported)")).toContainText("Imported");
  expect((await person.api.projects(shop.organization)).map((found) => found.name).sort()).toEqual(["Shop", "Shop (imported)"]);
});

test("environment IDs are kept where they are free, and a project whose IDs are taken gets new ones", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  const { text } = await exported(page, shop.organization);
  // Nobody has these.
  const end = () => Math.floor(Math.random() * 0x1000000000000).toString(16).padStart(12, "0");
  const [sandbox, live] = (["sandbox", "live"] as const).map((mode) => ({ id: shop.project[mode].id.slice(0, -12) + end(), version: 0, draft: null }));
  const till = { kind: "project", id: "till", name: "Till", slug: "till", developers_publish_live: false, settings: [], sandbox, live };
  await choose(page, text.trimEnd().split("\n").toSpliced(-1, 0, JSON.stringify(till)).join("\n") + "\n");
  await page.getByLabel("Rename if the name is taken").check();
  await page.getByLabel("Keep environment IDs").check();
  // Those of Shop are in use by the very project that it is a copy of.
  await expect(project(page, "Shop")).toContainText("As “Shop (imported)”. With new environment IDs.");
  await expect(project(page, "Till")).toContainText("Can be imported");
  await expect(project(page, "Till")).not.toContainText("environment IDs");
  await page.getByRole("button", { name: "Import 2 projects" }).click();
  await expect(page.getByText("2 projects imported.")).toBeVisible();
  const made = await person.api.project(shop.organization, "till");
  expect([made.sandbox.id, made.live.id]).toEqual([sandbox!.id, live!.id]);
  const renewed = (await person.api.projects(shop.organization)).find((found) => found.name === "Shop (imported)")!;
  expect((await person.api.project(shop.organization, renewed.slug)).live.id).not.toBe(shop.project.live.id);
});

test("an import whose answer is lost is sent again and makes one project", async ({ page, person, noise }) => {
  noise.allow(/ERR_FAILED/);
  const shop = await Configured.create(person.api);
  const { text } = await exported(page, shop.organization);
  const other = await person.api.createOrganization("Meridian");
  await page.goto(`/o/${other.slug}/export`);
  await choose(page, text);
  await expect(project(page, "Shop")).toContainText("Can be imported");
  let lost = 0;
  await page.route("**/imports", async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: "Import 1 project" }).click();
  await expect(page.getByText("1 project imported.")).toBeVisible();
  expect(lost).toBe(2);
  expect(await person.api.projects(other)).toHaveLength(1);
});

test("a project of about 2,000 KB is looked at, imported and delivered, and a request of one byte too many is refused", async ({ page, person, request, baseURL }) => {
  test.slow();
  const organization = await person.api.createOrganization("Lighthouse");
  const keys = ["first", "second", "third"];
  const of = (letter: string) => Object.fromEntries(keys.map((key) => [key, letter.repeat(170_000)]));
  const environment = (nth: number, letter: string) => ({ id: `01990000-0000-7000-8000-00000000000${nth}`, version: 1, draft: { changes: of(letter) } });
  const archived = {
    ...{ kind: "project", id: "p", name: "Large", slug: "large", developers_publish_live: false },
    settings: keys.map((key) => ({ key, title: `The ${key}`, kind: { type: "json" } })),
    sandbox: environment(1, "A"),
    live: environment(2, "B"),
  };
  const published = (nth: number, letter: string) => [
    { kind: "document", project: "p", hash: letter, value: of(letter) },
    { kind: "version", project: "p", environment: `01990000-0000-7000-8000-00000000000${nth}`, number: 1, message: "First", document: letter, marks: "m" },
  ];
  const head = { kind: "organization", format: 1, at: 1, id: "o", name: "Elsewhere" };
  const marks = { kind: "document", project: "p", hash: "m", value: { own: keys, secrets: {} } };
  const records: object[] = [head, archived, marks, ...published(1, "a"), ...published(2, "b")];
  records.push({ kind: "end", records: records.length });
  const text = records.map((record) => JSON.stringify(record) + "\n").join("");
  expect(text.length / 1024).toBeGreaterThan(1_980);
  await page.goto(`/o/${organization.slug}/export`);
  await choose(page, text);
  await expect(project(page, "Large")).toContainText("Can be imported");
  expect(await person.api.projects(organization)).toEqual([]);
  await page.getByRole("button", { name: "Import 1 project" }).click();
  await expect(page.getByText("1 project imported.")).toBeVisible();
  const made = await person.api.project(organization, "large");
  for (const [mode, letter] of [["sandbox", "a"], ["live", "b"]] as const) {
    const there = await request.get(`/v1/environments/${made[mode].id}/config`);
    expect((await there.json()) as object, mode).toEqual(of(letter));
  }

  const small = JSON.stringify({ format: 1, name: "Small", settings: [], sandbox: {}, live: {} });
  const send = async (bytes: number) => {
    const headers = { origin: baseURL!, "content-type": "application/json" };
    const at = `/api/organizations/${organization.slug}/imports/preview`;
    return (await person.api.request.post(at, { headers, data: Buffer.from(small.padEnd(bytes)) })).status();
  };
  const most = 2_560 * 1024;
  expect([await send(most), await send(most + 1)]).toEqual([200, 413]);
});

test("a file that is no export is refused in words, and so is one of which a value is wrong", async ({ page, person, noise }) => {
  noise.allow(/status of 422/);
  const organization = await person.api.createOrganization("Lighthouse");
  await page.goto(`/o/${organization.slug}/export`);
  await choose(page, "not JSON\n");
  await expect(page.getByRole("alert").filter({ hasText: "This file is not a Portico export." })).toBeVisible();
  const head = { kind: "organization", format: 1, at: 1, id: "o", name: "Elsewhere" };
  const environment = (version: number) => ({ id: `01990000-0000-7000-8000-00000000000${version}`, version, draft: null });
  const setting = { key: "limit", title: "Limit", kind: { type: "integer", max: 10 } };
  const lines = [
    head,
    { kind: "project", id: "p", name: "Wrong", slug: "wrong", developers_publish_live: false, settings: [setting], sandbox: environment(1), live: environment(0) },
    { kind: "document", project: "p", hash: "d", value: { limit: 11 } },
    { kind: "document", project: "p", hash: "m", value: { own: ["limit"], secrets: {} } },
    { kind: "version", project: "p", environment: environment(1).id, number: 1, message: "First", document: "d", marks: "m" },
  ];
  await choose(page, lines.map((line) => JSON.stringify(line) + "\n").join(""));
  await expect(project(page, "Wrong")).toContainText("sandbox.values.limit:");
  await expect(page.getByRole("alert").filter({ hasText: "This file is incomplete" })).toBeVisible();
  await choose(page, JSON.stringify({ ...head, format: 2 }) + "\n");
  await expect(page.getByRole("alert").filter({ hasText: "made by a newer version of Portico" })).toBeVisible();
});

test("of an archive of 5,000 projects only those in sight are in the document", async ({ page, person }) => {
  test.slow();
  const organization = await person.api.createOrganization("Lighthouse");
  await page.goto(`/o/${organization.slug}/export`);
  // Each would be asked about, which is not what this is about.
  const outcome = { project: null, taken: [], limit: null, projects_left: null, bytes_left: null, bytes: 10, left_out: [], secrets: [] };
  await page.route("**/imports/preview", (route) => route.fulfill({ json: outcome }));
  const environment = { id: "01990000-0000-7000-8000-000000000000", version: 0, draft: null };
  const lines = Array.from({ length: 5_000 }, (_, nth) => ({
    kind: "project", id: `p${nth}`, name: `Project ${nth}`, slug: `project-${nth}`, developers_publish_live: false, settings: [], sandbox: environment, live: environment,
  }));
  const all = [{ kind: "organization", format: 1, at: 1, id: "o", name: "Elsewhere" }, ...lines, { kind: "end", records: 5_001 }];
  await choose(page, all.map((line) => JSON.stringify(line) + "\n").join(""));
  await expect(project(page, "Project 0").first()).toBeVisible();
  expect(await page.getByRole("list", { name: "Projects of the export" }).getByRole("listitem").count()).toBeLessThan(100);
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("button", { name: "Check again" })).toBeVisible();
});

test("a Developer is told who exports, and an Admin may", async ({ page, person, newBrowser, noise, baseURL }) => {
  noise.allow(/status of 403/);
  const shop = await Configured.create(person.api);
  for (const role of ["developer", "admin"] as const) {
    const context = await newBrowser();
    const other = await Person.inBrowser(context, baseURL!);
    await shop.join(other, role);
    const theirs = await context.newPage();
    await theirs.goto(`/o/${shop.organization.slug}/export`);
    if (role === "developer") await expect(theirs.getByText("Only Admins and Owners can export and import")).toBeVisible();
    else await expect(theirs.getByRole("button", { name: "Start export" })).toBeVisible();
  }
  await page.goto(`/o/${shop.organization.slug}/settings`);
  await page.getByRole("link", { name: "Open export and import" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Export and import");
});

test("everything works with the keyboard, on a phone, without a fault that axe finds", async ({ page, person }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const shop = await Configured.create(person.api);
  const { text } = await exported(page, shop.organization);
  await choose(page, text);
  await expect(project(page, "Shop")).toContainText("A project with this name already exists here.");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const found = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(found.violations.map((violation) => violation.id)).toEqual([]);
  await page.getByLabel("Rename if the name is taken").focus();
  await page.keyboard.press("Space");
  const go = page.getByRole("button", { name: "Import 1 project" });
  await expect(go).toBeVisible();
  await go.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 project imported.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Check again" }), "what replaced the button has the keyboard").toBeFocused();
});
