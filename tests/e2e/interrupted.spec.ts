import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "@playwright/test";
import { Configured, toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { Person } from "./support/person";
import { OwnServer } from "./support/server";
import { codeField } from "./support/sign-in";

// What only time or an accident brings, on a server whose data the test may change: every answer is the edge's own.
let server: OwnServer;

test.describe.configure({ mode: "default" });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  server = await OwnServer.start("interrupted", {});
});

test.afterAll(() => server?.stop());

async function somebody(newBrowser: (options: object) => Promise<BrowserContext>): Promise<{ page: Page; person: Person }> {
  const browser = await newBrowser({ baseURL: server.origin });
  return { page: await browser.newPage(), person: await Person.inBrowser(browser, server.origin) };
}

test("an export whose maker is stopped half-way stands on the page as far as it came, goes on once it is taken over, and is whole", async ({ newBrowser }) => {
  test.slow();
  const { page, person } = await somebody(newBrowser);
  const { organization } = await Configured.create(person.api);
  // As when the runtime ends after three steps: nobody gives the lease back.
  await server.execute(
    "CREATE TRIGGER stopped AFTER UPDATE OF section ON exports WHEN new.section = 3 AND old.section = 2 BEGIN " +
      "UPDATE exports SET lease = 'nobody', leased_until = 9000000000000000 WHERE id = new.id; END",
  );
  await page.goto(`/o/${organization.slug}/export`);
  const start = page.getByRole("button", { name: "Start export" });
  const progress = page.getByRole("progressbar", { name: "Export" });
  await start.click();
  await expect(page.getByRole("status").filter({ has: progress })).toContainText("Step 4 of 9: configurations.");
  await expect(progress).toHaveJSProperty("value", 3);
  await expect(page.getByText(/^[\d.,]+ (bytes|kB) so far$/)).toBeVisible();
  await expect(start).toHaveAttribute("aria-disabled", "true");
  // Also for whoever comes anew.
  await page.reload();
  await expect(page.getByRole("status").filter({ has: progress })).toContainText("Step 4 of 9: configurations.");
  await server.execute("DROP TRIGGER stopped; UPDATE exports SET leased_until = 0 WHERE state = 'making'");
  await expect(toast(page, "The export is ready")).toBeVisible({ timeout: 30_000 });
  await expect(progress).toHaveCount(0);
  const download = page.getByRole("list", { name: "Exports" }).getByRole("button", { name: /^Download/ });
  const [file] = await Promise.all([page.waitForEvent("download"), download.click()]);
  const records = readFileSync(await file.path(), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  expect(records[0]).toMatchObject({ kind: "organization", slug: organization.slug });
  expect(records.filter(({ kind }) => kind === "project")).toHaveLength(1);
  expect(records.at(-1)).toMatchObject({ kind: "end", records: records.length - 1, is_cut: false });
});

test("a session that is older than a proof may be is asked for a code before the account is deleted", async ({ newBrowser, noise }) => {
  noise.allow(/status of 403 .*\/api\/account\/delete/);
  const { page, person } = await somebody(newBrowser);
  await server.execute("UPDATE sessions SET created_at = created_at - 3600000");
  await page.goto("/account");
  const section = page.getByRole("region", { name: "Delete account" });
  const before = (await person.mails()).length;
  await section.getByRole("button", { name: "Delete account" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete your account?" });
  await dialog.getByLabel("Type your e-mail address to confirm").fill(person.email);
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await expect(section).toContainText(`we sent a 6-digit code to your current address, ${person.email}.`);
  expect((await person.api.request.get("/api/session")).status(), "nothing is deleted yet").toBe(200);
  await expect.poll(async () => (await person.mails()).length).toBe(before + 1);
  await codeField(page).fill(await person.code());
  await expect(page).toHaveURL("/sign-in");
  await expect.poll(async () => (await person.mails()).map((mail) => mail.subject)).toContain("Your Portico account was deleted");
});
