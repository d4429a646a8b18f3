import type { Page } from "@playwright/test";
import { ok } from "./support/api";
import { TWO_LOOKS, expectAccessible } from "./support/axe";
import { Configured } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { projectRow } from "./support/bar";
import { held, keepAnswer } from "./support/kept";
import { memberships } from "./support/members";
import { Person } from "./support/person";
import { holdWasm } from "./support/wasm";

test.use({ viewport: { width: 1280, height: 844 }, colorScheme: "light" });

test("axe finds nothing on an import before and after it is made, on a security section that was refused, and on a log that was cut", async ({ page, person, noise }) => {
  test.slow();
  noise.allow(/status of 422/, /ERR_FAILED/);
  const { organization } = await Configured.create(person.api);
  await page.goto(`/o/${organization.slug}/export`);
  const environment = { id: "01990000-0000-7000-8000-000000000000", version: 0, draft: null };
  const project = (id: string, name: string, settings: object[] = []) => ({
    ...{ kind: "project", id, name, slug: id, developers_publish_live: false, settings },
    ...{ sandbox: environment, live: environment },
  });
  const records = [
    { kind: "organization", format: 1, at: 1, id: "o", name: "Elsewhere" },
    project("till", "Till"),
    project("shop", "Shop"),
    project("wrong", "Wrong", [{ key: "limit", title: "Limit", kind: { type: "integer", max: 10 }, default: 11 }]),
    { kind: "end", records: 4 },
  ];
  const buffer = Buffer.from(records.map((record) => JSON.stringify(record) + "\n").join(""));
  await page.getByLabel("Export file").setInputFiles({ name: "export.jsonl", mimeType: "application/x-ndjson", buffer });
  const row = (name: string) => page.getByRole("list", { name: "Projects of the export" }).getByRole("listitem").filter({ hasText: name });
  await expect(row("Till")).toContainText("Can be imported");
  await expect(row("Shop")).toContainText("A project with this name already exists here.");
  await expect(row("Wrong")).toContainText("default");
  await expectAccessible(page, "dry run of an import");
  await page.getByRole("button", { name: "Import 1 project" }).click();
  await expect(page.getByText("1 project imported.")).toBeVisible();
  await expectAccessible(page, "imported");

  const providers = [{ id: "ours", name: "Our ID" }, { id: "other", name: "Other" }];
  await page.route("**/api/sign-in/providers", (route) => route.fulfill({ json: { providers } }));
  await page.goto(`/o/${organization.slug}/settings`);
  const security = page.getByRole("region", { name: "Security" });
  await security.getByRole("checkbox", { name: "Our ID" }).check();
  await expectAccessible(page, "security with providers");
  await page.unroute("**/api/sign-in/providers");
  await security.getByRole("checkbox", { name: "Our ID" }).uncheck();
  await security.getByRole("checkbox", { name: "A passkey" }).check();
  await security.getByRole("button", { name: "Save security" }).click();
  await expect(security).toContainText("lock you out");
  await expectAccessible(page, "security refused");

  await page.route("**/api/organizations/*/audit?*", async (route) => {
    if (route.request().url().includes("after=")) return route.abort();
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), entries: [], next: "middle" } });
  });
  await page.goto(`/o/${organization.slug}/audit?action=create_project`);
  await expect(page.getByRole("main").getByRole("button", { name: "Try again" })).toBeVisible();
  await expectAccessible(page, "cut log");
});

test("axe finds nothing on what a link in a mail leads to, nor where something is offered, deleted or forbidden", async ({ page, person, newBrowser, baseURL, noise }) => {
  test.slow();
  noise.allow(/status of 403/);
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const organization = await owner.api.createOrganization("Lighthouse");
  const at = `/api/organizations/${organization.slug}`;
  const gone = await person.api.createOrganization("Meridian");
  await ok(person.api.post(`/api/organizations/${gone.slug}/delete`, { confirm: "Meridian", version: gone.version }));
  await memberships(owner, organization).invite(person.email, "developer");
  const bills = `bills-${organization.slug}@example.com`;
  await ok(owner.api.patch(`${at}/billing/details`, { email: bills, version: 1 }));
  const linkTo = async (address: string, path: string) => {
    const find = ({ recipient, body }: { recipient: string; body: string }) => (recipient === address ? new RegExp(`/${path}/[0-9a-f]+`).exec(body)?.[0] : undefined);
    let link: string | undefined;
    await expect.poll(async () => (link = (await owner.api.get("/api/mailbox")).mails.map(find).find(Boolean))).toBeTruthy();
    return link!;
  };
  const heading = (of: Page) => of.locator("#main").getByRole("heading", { level: 1 });
  const judge = async (address: string, title: string | RegExp) => {
    await page.goto(address);
    await expect(heading(page)).toHaveText(title);
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    await expectAccessible(page, address, TWO_LOOKS);
  };
  await judge("/organizations", "Organizations");
  await expect(page.getByRole("main")).toContainText("Lighthouse");
  await expect(page.getByRole("main")).toContainText("Meridian");
  await judge(await linkTo(person.email, "no-more-mail"), "Stop e-mail to this address?");
  await judge(await linkTo(bills, "billing-address"), "Get invoices for Lighthouse?");
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expect(heading(page)).toHaveText("This address is confirmed");
  await expectAccessible(page, "address confirmed", TWO_LOOKS);
  await judge(await linkTo(person.email, "invites"), "Join Lighthouse");
  await page.getByRole("button", { name: "Join Lighthouse" }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}`);
  for (const [section, title] of [["audit", "Audit log"], ["export", "Export and import"], ["members/invites", "Invites"], ["billing", "Billing"]]) {
    await judge(`/o/${organization.slug}/${section}`, title);
  }
});

test("axe finds nothing on a sign-in form that gets no answer, before the app is there and after", async ({ page, visitor }) => {
  test.slow();
  await page.clock.install();
  let sent = 0;
  await page.route("**/api/sign-in/code", () => void sent++);
  const ask = async (times: number) => {
    await page.getByLabel("E-mail address").fill(visitor.email);
    await page.getByRole("button", { name: "Send code" }).click();
    await expect.poll(() => sent).toBe(times);
    await page.clock.fastForward(5_100);
    await expect(page.getByRole("button", { name: "Stop waiting" })).toBeVisible();
  };
  await holdWasm(page);
  await page.goto("/sign-in", { waitUntil: "domcontentloaded" });
  await ask(1);
  await expectAccessible(page, "stalled before the app");
  await page.getByRole("button", { name: "Stop waiting" }).click();
  await expect(page.getByText("No answer came.")).toBeVisible();
  await expectAccessible(page, "given up before the app");
  await page.unroute("**/*.wasm");
  await page.goto("/sign-in");
  await expect(page.locator("#boot")).toHaveCount(0);
  await ask(2);
  await expectAccessible(page, "stalled");
});

test.describe("a visit that begins with old answers", () => {
  test.use({ serviceWorkers: "allow" });

  test("axe finds nothing on it, painted and in the app", async ({ page, person }) => {
    test.slow();
    const organization = await person.api.createOrganization("Acme");
    await person.api.createProject(organization, "Web shop");
    await keepAnswer(page, `/o/${organization.slug}`, `/api/organizations/${organization.slug}/projects`);
    const visit = await held(page, { wasm: true });
    await visit.page.goto(`/o/${organization.slug}`, { waitUntil: "domcontentloaded" });
    const mark = visit.page.locator(".old-mark");
    await expect(mark).toBeVisible();
    await expectAccessible(visit.page, "painted old rows");
    await visit.start();
    await expect(visit.page.locator("#boot")).toHaveCount(0);
    await expect(projectRow(visit.page, "Web shop")).toBeVisible();
    await expect(mark).toBeVisible();
    await expectAccessible(visit.page, "old rows");
  });
});
