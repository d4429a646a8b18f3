import { execFile } from "node:child_process";
import { promisify } from "node:util";
import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import type { Organization } from "./support/api";
import { runCron } from "./support/cron";
import { Person } from "./support/person";
import { expect, test } from "./support/fixtures";
import { OwnServer } from "./support/server";

const NAME = "audit-chain";

/** `cargo xtask operator verify-audit …`, against the data of the test's own server. */
async function verifyAudit(...args: string[]): Promise<{ code: number; said: string }> {
  const run = promisify(execFile)(process.env.XTASK!, ["operator", "verify-audit", ...args, "--state", `target/e2e/${NAME}`]);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (failure) => ({ code: failure.code, said: `${failure.stdout}${failure.stderr}` }),
  );
}

let server: OwnServer;
/** Audit logs that there are: one of each organization. */
let logs = 0;

test.describe.configure({ mode: "default" });

test.beforeAll(async () => {
  test.setTimeout(180_000);
  server = await OwnServer.start(NAME, { MAIL_TRANSPORT: "local" });
});

test.afterAll(() => server?.stop());

async function organization(of: Person, name: string): Promise<Organization> {
  const made = await of.api.createOrganization(name);
  logs += 1;
  return made;
}

/** Somebody with an organization and a project, of which the log has two entries, on its page. */
async function withLog(newBrowser: (options: object) => Promise<BrowserContext>): Promise<{ page: Page; owner: Person; lighthouse: Organization }> {
  const browser = await newBrowser({ baseURL: server.origin });
  const owner = await Person.inBrowser(browser, server.origin);
  const lighthouse = await organization(owner, "Lighthouse");
  await owner.api.createProject(lighthouse, "Shop");
  return { page: await browser.newPage(), owner, lighthouse };
}

/** Runs cron, which seals what was written two seconds ago, until it has come to the end of these logs. The edge is asked, not the operator's command, which takes seconds. */
async function sealed(owner: Person, ...of: Organization[]) {
  const isSealed = async ({ slug }: Organization) => {
    const { last, seals } = await owner.api.get(`/api/organizations/${slug}/audit/chain`);
    return seals.at(-1)?.last === last;
  };
  await expect
    .poll(async () => runCron(server.origin).then(async () => (await Promise.all(of.map(isSealed))).every(Boolean)), { intervals: [1_000], timeout: 60_000 })
    .toBe(true);
}

const button = (page: Page) => page.getByRole("button", { name: "Verify log", exact: true });
const said = (page: Page, text: string | RegExp) => page.getByRole("main").getByRole("status").getByText(text);

test("whoever looks through the log in the browser learns that every entry is as it was written", async ({ newBrowser }) => {
  const { page, owner, lighthouse } = await withLog(newBrowser);
  await page.goto(`/o/${lighthouse.slug}/audit`);
  const [lead, verify] = [await page.locator("#main .lead").boundingBox(), await button(page).boundingBox()];
  expect(verify!.x, "beside what the log is, in no line of its own").toBeGreaterThanOrEqual(lead!.x + lead!.width);
  expect(verify!.y + verify!.height).toBeLessThanOrEqual(lead!.y + lead!.height + 1);
  await button(page).focus();
  await page.keyboard.press("Enter");
  await expect(said(page, /No entry is missing|entries since/)).toBeVisible();
  await sealed(owner, lighthouse);
  await button(page).click();
  await expect(said(page, /^All 2 entries since .+ are unchanged\.$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy seal" })).toBeVisible();
  await expect(button(page), "the keyboard is where it was").toBeFocused();
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect((await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations).toEqual([]);
  await page.getByRole("list", { name: "Audit log" }).getByRole("button", { name: "Created a project: Shop", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("Entry number");
});

test("a check that could not be finished says so", async ({ newBrowser, noise }) => {
  noise.allow(/ERR_FAILED|ERR_INTERNET_DISCONNECTED/);
  const { page, lighthouse } = await withLog(newBrowser);
  await page.goto(`/o/${lighthouse.slug}/audit`);
  await page.route("**/audit/chain*", (route) => route.abort());
  await button(page).click();
  await expect(page.getByText("The check ended early.")).toBeVisible();
  await page.unroute("**/audit/chain*");
  await button(page).click();
  await expect(said(page, /No entry is missing|entries since/)).toBeVisible();
});

test("an entry that was changed in the database is named by the console and by the operator's command", async ({ newBrowser }) => {
  test.setTimeout(180_000);
  const { page, owner, lighthouse } = await withLog(newBrowser);
  const harbour = await organization(owner, "Harbour");
  await sealed(owner, harbour, lighthouse);
  const all = await verifyAudit();
  expect(all).toMatchObject({ code: 0, said: expect.stringContaining(`${logs} audit logs checked: every entry is as it was written.`) });
  expect(all.said).toMatch(new RegExp(`${lighthouse.slug}  2 entries are as they were written; 2 [0-9a-f]{64}`));
  expect((await verifyAudit("nobody")).code).not.toBe(0);

  await server.execute(
    `DROP TRIGGER audit_entries_stay_named; UPDATE audit_entries SET target_name = 'Till' WHERE organization_id = '${lighthouse.id}' AND number = 2`,
  );
  await page.goto(`/o/${lighthouse.slug}/audit`);
  await button(page).click();
  await expect(said(page, "Entry 2 has been altered.")).toBeVisible();
  const broken = await verifyAudit();
  expect(broken.code).not.toBe(0);
  expect(broken.said).toContain(`${lighthouse.slug}  entry 2 is not as it was written`);
  expect(broken.said).toContain(`1 of ${logs} audit logs are not as they were written`);
  expect(await verifyAudit(harbour.slug)).toMatchObject({ code: 0 });
  expect((await verifyAudit(lighthouse.slug)).code).not.toBe(0);
});
