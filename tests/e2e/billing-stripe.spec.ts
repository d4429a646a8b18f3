import { randomUUID } from "node:crypto";
import { ok } from "./support/api";
import { expect, test } from "./support/fixtures";
import { type Payer, pay, withStripe } from "./support/payer";
import { Person } from "./support/person";
import type { OwnServer } from "./support/server";
import type { Stripe } from "./support/stripe";

let stripe: Stripe;
let server: OwnServer;
let payer: Payer;

withStripe("stripe", (made) => ({ stripe, server, payer } = made));

test("somebody pays on Stripe's page and comes back to a plan that is paid", async ({ newBrowser }) => {
  const browser = await newBrowser({ baseURL: server.origin });
  const person = await Person.inBrowser(browser, server.origin);
  const { slug } = await person.api.createOrganization("Lighthouse Books");
  const wanted = { plan: "pro", interval: "month", version: 1 };
  const { checkout } = await ok(person.api.post(`/api/organizations/${slug}/billing/plan`, wanted));
  const page = await browser.newPage();
  await page.goto(checkout);
  await page.getByRole("link", { name: "Go back" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Billing" })).toBeVisible();
  const plan = page.getByRole("region", { name: "Plan" });
  await expect(plan.getByText("Free", { exact: true })).toBeVisible();
  await page.goto(checkout);
  await page.getByRole("link", { name: "Pay with a declined card" }).click();
  await page.getByRole("link", { name: "Pay with a good card" }).click();
  await expect(plan.getByText("Pro", { exact: true })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(`/o/${slug}/billing`);
  await expect(page.getByText("4242")).toBeVisible();
});

test("a first payment makes an invoice that is paid, and the card is known", async () => {
  await payer.subscribe("pro", "good", "year");
  const { subscription, invoices, payment_method, payments } = await payer.billing();
  expect([payments, subscription.interval]).toEqual(["stripe", "year"]);
  expect(subscription.period_end - subscription.period_start).toBeGreaterThan(364 * 86_400_000);
  expect(payment_method).toMatchObject({ brand: "visa", last4: "4242" });
  expect(invoices).toHaveLength(1);
  expect(invoices[0]).toMatchObject({ status: "paid", total: 29_000, currency: "eur" });
  const invoice = await payer.person.api.get(payer.path(`/invoices/${invoices[0].id}`));
  expect(invoice.lines.reduce((sum: number, line: { amount: number }) => sum + line.amount, 0)).toBe(29_000);
});

test("nobody comes back from Stripe's page, and its message does it", async () => {
  await pay(await payer.checkout());
  await payer.expects({ plan: "pro", status: "active" });
});

test("a double click and two tabs make one customer", async () => {
  stripe.delay = 300;
  const key = randomUUID();
  const keys = [key, key, randomUUID(), randomUUID()];
  const answers = await Promise.all(keys.map((each) => payer.choose("pro", "month", each)));
  expect(answers.filter((answer) => answer.ok()).length, "at least one goes on").toBeGreaterThan(0);
  expect(await payer.customers()).toHaveLength(1);
  stripe.mend();
  await pay(await payer.checkout());
  await payer.expects({ plan: "pro" });
  expect(await payer.subscriptions()).toHaveLength(1);
});

test("two tabs with two plans leave one page to pay on, and one subscription", async () => {
  const pro = await payer.checkout("pro");
  const enterprise = await payer.checkout("enterprise");
  await payer.checkout("enterprise");
  const closed = await fetch(`${pro}?with=good`, { redirect: "manual" });
  expect(closed.status).toBe(200);
  expect(await closed.text()).toContain("expired");
  await pay(enterprise);
  await payer.expects({ plan: "enterprise", status: "active" });
  expect(await payer.subscriptions()).toHaveLength(1);
});

test("an answer of Stripe's that is lost makes no second customer", async () => {
  stripe.loseNext(1, /^POST \/v1\/customers$/);
  await payer.checkout();
  const [first, second] = stripe.asked("POST /v1/customers").slice(-2);
  expect(first.key).toBeTruthy();
  expect(second.key).toBe(first.key);
  expect(await payer.customers()).toHaveLength(1);
});

test("Stripe fails twice and is asked again with the same key", async () => {
  for (const [status, path] of [[500, "/v1/customers"], [429, "/v1/checkout/sessions"]] as const) {
    stripe.failNext(2, status, new RegExp(`^POST ${path}$`));
  }
  await payer.checkout();
  for (const [status, path] of [[500, "/v1/customers"], [429, "/v1/checkout/sessions"]] as const) {
    const tries = stripe.asked(`POST ${path}`).slice(-3);
    expect(tries.map((one) => one.status)).toEqual([status, status, 200]);
    expect(new Set(tries.map((one) => one.key)).size).toBe(1);
  }
});

test("Stripe can't be reached: that is said, and nothing has changed", async () => {
  stripe.down = true;
  const answer = await payer.choose("pro");
  expect(answer.status()).toBe(503);
  expect(answer.headers()["content-type"]).toContain("application/problem+json");
  stripe.mend();
  await payer.expects({ plan: "free", version: 1 });
  await payer.subscribe();
});

test("a renewal fails: the plan is past due, and nothing is cut off", async () => {
  const subscription = await payer.subscribe("pro", "failing");
  await stripe.renew(subscription);
  await payer.expects({ plan: "pro", status: "past_due" });
  const { invoices } = await payer.billing();
  expect(invoices.map((invoice: { status: string }) => invoice.status).sort()).toEqual(["open", "paid"]);
  for (const name of ["One", "Two", "Three", "Four"]) await payer.person.api.createProject(payer.organization, name);
});

test("a good card pays what was open, and the plan is in order again", async () => {
  const subscription = await payer.subscribe("pro", "failing");
  await stripe.renew(subscription);
  await payer.expects({ status: "past_due" });
  const portal = await payer.person.api.post(payer.path("/portal"), {});
  const { url } = await portal.json();
  expect((await fetch(`${url}?with=good`)).status).toBe(200);
  await stripe.retryPayments(await payer.customer());
  await payer.expects({ plan: "pro", status: "active" });
  const { invoices } = await payer.billing();
  expect(invoices.map((invoice: { status: string }) => invoice.status)).toEqual(["paid", "paid"]);
  // The message about the card may come after the one about the payment.
  await expect.poll(async () => (await payer.billing()).payment_method.last4).toBe("4242");
});

test("a larger plan is previewed by Stripe, begins at once and is charged at once", async () => {
  await payer.subscribe();
  const preview = await payer.person.api.get(payer.path("/preview?plan=enterprise&interval=month"));
  expect(preview).toMatchObject({ effective: "now", total: 47_000, currency: "eur", next_amount: 49_900 });
  expect(preview.lines.reduce((sum: number, line: { amount: number }) => sum + line.amount, 0)).toBe(47_000);
  const { effective, subscription } = await payer.chosen("enterprise");
  expect([effective, subscription.plan]).toEqual(["now", "enterprise"]);
  const totals = async () => (await payer.billing()).invoices.map((invoice: { total: number }) => invoice.total).sort();
  await expect.poll(totals).toEqual([2_900, 47_000]);
  expect((await payer.subscriptions())[0].plan.id).toBe("price_enterprise_month");
});

test("a smaller plan begins with the next period, and can be taken back", async () => {
  await payer.subscribe("enterprise");
  expect((await payer.chosen("pro")).effective).toBe("period_end");
  await payer.expects({ plan: "enterprise", next: { plan: "pro" } });
  await payer.sync();
  await payer.expects({ plan: "enterprise", next: { plan: "pro" } });
  await payer.resume();
  await payer.expects({ plan: "enterprise", next: null });
  const subscription = (await payer.subscriptions())[0].id;
  await payer.chosen("pro");
  await stripe.renew(subscription);
  await payer.sync();
  await payer.expects({ plan: "pro", next: null });
});

test("a plan that was cancelled stays until its end, and can be kept", async () => {
  const subscription = await payer.subscribe();
  const ending = async () => (await payer.subscriptions())[0].cancel_at_period_end;
  expect((await payer.chosen("free")).effective).toBe("period_end");
  await payer.expects({ plan: "pro", next: { plan: "free" } });
  expect(await ending()).toBe(true);
  await payer.resume();
  await payer.expects({ plan: "pro", next: null });
  expect(await ending()).toBe(false);
  await payer.chosen("free");
  await stripe.renew(subscription);
  await payer.expects({ plan: "free", status: "active", next: null, period_end: null });
});
