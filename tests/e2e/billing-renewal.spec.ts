import { runCron } from "./support/cron";
import { expect, test } from "./support/fixtures";
import { Person } from "./support/person";
import { OwnServer } from "./support/server";

const DAY = 86_400_000;

test("a period that has ended is followed by the next one, with an invoice that lists what was read", async ({ newBrowser }) => {
  test.setTimeout(120_000);
  const server = await OwnServer.start("renewal", { MAIL_TRANSPORT: "local" });
  try {
    const browser = await newBrowser({ baseURL: server.origin });
    const person = await Person.inBrowser(browser, server.origin);
    const organization = await person.api.createOrganization("Lighthouse Books");
    await person.api.choosePlan(organization, "pro");
    const project = await person.api.createProject(organization, "Shop");
    for (let time = 0; time < 3; time++) {
      expect((await browser.request.get(`/v1/environments/${project.sandbox.id}/config`)).status()).toBe(200);
    }
    const month = () => new Date().toISOString().slice(0, 7);
    const total = async () => (await person.api.get(`/api/organizations/${organization.slug}/usage?month=${month()}`)).total;
    await expect.poll(total).toBe(3);
    // A month passes, as far as the database knows: it all happened a month ago, and the period ends today.
    const today = Math.floor(Date.now() / DAY) * DAY;
    await server.execute(
      `UPDATE subscriptions SET anchor_at = ${today - 31 * DAY}, period_start = ${today - 31 * DAY}, period_end = ${today} WHERE plan = 'pro'; ` +
        `UPDATE projects SET created_at = ${today - 20 * DAY}; UPDATE usage_days SET day = day - 10;`,
    );
    await runCron(server.origin);
    await runCron(server.origin);
    const { invoices, subscription } = await person.api.get(`/api/organizations/${organization.slug}/billing`);
    expect(invoices.map((invoice: { number: string }) => invoice.number)).toEqual(["INV-000002", "INV-000001"]);
    expect(subscription.period_start).toBe(today);
    const invoice = await person.api.get(`/api/organizations/${organization.slug}/billing/invoices/${invoices[0].id}`);
    expect(invoice.lines[1]).toEqual({
      kind: "usage",
      description: "Shop: configuration reads",
      quantity: 3,
      amount: 0,
      period_start: today - 20 * DAY,
      period_end: today,
    });
    // Whole numbers, also as they are written: a browser that reads them strictly shows the page.
    const page = await browser.newPage();
    await page.goto(`/o/${organization.slug}/billing`);
    await page.getByRole("link", { name: "INV-000002" }).click();
    await expect(page.getByRole("row", { name: /Shop: configuration reads/ })).toContainText("3");
    await expect(page.getByRole("row", { name: /^Total/ })).toContainText("€29.00");
    await expect(page.getByRole("alert")).toHaveCount(0);
    // It fetches ahead what the server will not answer any more.
    await page.close();
    // It was mailed to whoever made the organization, until somebody else is named.
    const mails = (await person.mails()).filter((mail) => mail.subject.startsWith("Invoice INV-"));
    expect(mails.map((mail) => mail.subject)).toEqual([
      "Invoice INV-000002 for Lighthouse Books: EUR 29.00",
      "Invoice INV-000001 for Lighthouse Books: EUR 29.00",
    ]);
  } finally {
    await server.stop();
  }
});
