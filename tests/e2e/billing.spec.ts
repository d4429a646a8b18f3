import { expect, test } from "./support/fixtures";
import { toast } from "./support/configuration";
import { comeBack, memberships } from "./support/members";
import { Person } from "./support/person";
import { loseAnswer } from "./support/problems";

const dialog = (page: import("@playwright/test").Page) => page.getByRole("dialog");

/** Where the newest of these mails leads to confirm its address. */
const linkIn = (mails: { body: string }[]) => /\/billing-address\/[0-9a-f]+/.exec(mails[0].body)![0];

test("a larger plan is previewed, begins at once, and its invoice can be printed", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Lighthouse Books");
  await page.goto(`/o/${organization.slug}/billing`);
  await expect(page.getByRole("region", { name: "Plan" })).toContainText("Costs nothing");
  await expect(page.getByText("0 of 3 projects")).toBeVisible();
  await expect(page.getByText("1 of 5 seats")).toBeVisible();
  await page.getByRole("button", { name: "Change plan" }).click();
  await dialog(page).getByRole("radio", { name: /^Pro/ }).check();
  await expect(dialog(page)).toContainText("It takes effect at once");
  await expect(dialog(page)).toContainText("€29.00");
  await dialog(page).getByRole("radio", { name: "Pay yearly" }).check();
  await expect(dialog(page)).toContainText("€290.00");
  await dialog(page).getByRole("radio", { name: "Pay monthly" }).check();
  await dialog(page).getByRole("button", { name: "Change to Pro" }).click();
  await expect(toast(page, "The plan is now Pro")).toBeVisible();
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.getByText("0 of 50 projects")).toBeVisible();

  const invoice = page.getByRole("link", { name: /^INV-\d{6}$/ });
  const number = await invoice.innerText();
  await invoice.click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(number);
  await expect(page.getByRole("row", { name: /^Total/ })).toContainText("€29.00");
  await expect(page.getByText("Lighthouse Books").last()).toBeVisible();
  await expect(page.getByRole("heading", { name: "How to pay" })).toBeVisible();
  // On paper there is the invoice and nothing to press.
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Print or save as PDF" })).toBeHidden();
  await expect(page.getByRole("navigation").first()).toBeHidden();
  await expect(page.getByRole("row", { name: /^Total/ })).toBeVisible();
  await page.emulateMedia({ media: "screen" });
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Billing", level: 1 })).toBeVisible();
});

test("a plan is cancelled with the end of its period, and kept again", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  await person.api.choosePlan(organization, "pro");
  await page.goto(`/o/${organization.slug}/billing`);
  await page.getByRole("button", { name: "Cancel plan" }).click();
  await expect(dialog(page)).toContainText("you keep what you have paid for until then");
  await dialog(page).getByRole("button", { name: "Cancel Pro" }).click();
  await expect(page.getByRole("main").getByText(/^Cancelled: Pro until .*, then Free\.$/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel plan" })).toHaveCount(0);
  await page.reload();
  await page.getByRole("button", { name: "Keep Pro" }).click();
  await expect(toast(page, "Pro continues")).toBeVisible();
  await expect(page.getByRole("main").getByText(/^Cancelled/)).toHaveCount(0);
  const { subscription } = await person.api.get(`/api/organizations/${organization.slug}/billing`);
  expect(subscription).toMatchObject({ plan: "pro", next: null });
});

test("the plan that another tab has changed is not changed again by this one", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  const organization = await person.api.createOrganization();
  await page.goto(`/o/${organization.slug}/billing`);
  await page.getByRole("button", { name: "Change plan" }).click();
  await dialog(page).getByRole("radio", { name: /^Enterprise/ }).check();
  await expect(dialog(page)).toContainText("It takes effect at once");
  await person.api.choosePlan(organization, "pro");
  await dialog(page).getByRole("button", { name: "Change to Enterprise" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText("changed");
  const { subscription, invoices } = await person.api.get(`/api/organizations/${organization.slug}/billing`);
  expect([subscription.plan, invoices.length]).toEqual(["pro", 1]);
});

test("a plan that a colleague changes while the dialog is open, and that is there on the way back to the window, is not taken for one's own", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  await page.clock.install();
  const organization = await person.api.createOrganization();
  await page.goto(`/o/${organization.slug}/billing`);
  await page.getByRole("button", { name: "Change plan" }).click();
  await dialog(page).getByRole("radio", { name: /^Enterprise/ }).check();
  await expect(dialog(page)).toContainText("It takes effect at once");
  await person.api.choosePlan(organization, "pro");
  await comeBack(page);
  await expect(dialog(page).getByRole("radio", { name: /^Pro\s*Current/ }), "it is known here").toBeVisible();
  await expect(dialog(page).getByRole("radio", { name: /^Enterprise/ }), "and what was chosen stays").toBeChecked();
  const change = dialog(page).getByRole("button", { name: "Change to Enterprise" });
  await change.click();
  await expect(dialog(page).getByRole("alert")).toContainText("Someone changed this in the meantime");
  const billing = async () => {
    const { subscription, invoices } = await person.api.get(`/api/organizations/${organization.slug}/billing`);
    return [subscription.plan, invoices.length];
  };
  expect(await billing()).toEqual(["pro", 1]);
  // Whoever has seen it may go on from there.
  await dialog(page).getByRole("button", { name: "Load the current values" }).click();
  await change.click();
  await expect(toast(page, "The plan is now Enterprise")).toBeVisible();
  expect(await billing()).toEqual(["enterprise", 2]);
});

test("a change whose answer is lost is charged once, however often it is pressed", async ({ page, person, noise, baseURL }) => {
  noise.allow(/ERR_CONNECTION_RESET|ERR_FAILED/);
  const organization = await person.api.createOrganization();
  await page.goto(`/o/${organization.slug}/billing`);
  await page.getByRole("button", { name: "Change plan" }).click();
  await dialog(page).getByRole("radio", { name: /^Pro/ }).check();
  await expect(dialog(page)).toContainText("It takes effect at once");
  await page.route("**/billing/plan", (route) => loseAnswer(route, baseURL!), { times: 1 });
  const confirm = dialog(page).getByRole("button", { name: "Change to Pro" });
  await confirm.click();
  await expect(dialog(page).getByRole("alert")).toBeVisible();
  await dialog(page).getByRole("button", { name: /Change to Pro|Try again/ }).first().dblclick();
  await expect(dialog(page)).toHaveCount(0);
  const { subscription, invoices } = await person.api.get(`/api/organizations/${organization.slug}/billing`);
  expect([subscription.plan, invoices.length]).toEqual(["pro", 1]);
});

test("billing details are kept, stand on the next invoice, and the invoice is mailed there once the address is confirmed", async ({ page, person, noise }) => {
  const organization = await person.api.createOrganization("Meridian");
  await page.goto(`/o/${organization.slug}/billing`);
  const save = page.getByRole("button", { name: "Save billing details" });
  await page.getByLabel("Billing e-mail").fill("no address");
  await save.click();
  await expect(page.getByLabel("Billing e-mail")).toHaveAttribute("aria-invalid", "true");
  const bills = `bills-${organization.slug}@example.com`;
  await page.getByLabel("Billing e-mail").fill(bills);
  await page.getByLabel("Legal name").fill("Meridian Logistics GmbH");
  await page.getByLabel("Address", { exact: true }).fill("Hafenstraße 1");
  await page.getByLabel("Postal code").fill("20457");
  await page.getByLabel("City").fill("Hamburg");
  await page.getByLabel("Country").selectOption({ label: "Germany" });
  await page.getByLabel("Tax ID").fill("DE123456789");
  await save.click();
  await expect(toast(page, /saved/i)).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Country")).toHaveValue("DE");
  const waiting = page.getByRole("group", { name: "Billing e-mail: waiting for confirmation" });
  await expect(waiting).toContainText(`We sent a link to ${bills}`);
  const mailed = async (): Promise<{ body: string }[]> => {
    const { mails } = await person.api.get("/api/mailbox");
    return mails.filter((mail: { recipient: string }) => mail.recipient === bills);
  };
  await expect.poll(async () => (await mailed()).length).toBe(1);
  const old = linkIn(await mailed());
  await waiting.getByRole("button", { name: "Resend" }).click();
  await expect(toast(page, `Sent to ${bills} again; the old link no longer works`)).toBeVisible();
  await expect.poll(async () => (await mailed()).length).toBe(2);
  noise.allow(/status of 404 .*\/api\/billing-addresses/);
  await page.goto(old);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link does not work");
  await page.goto(linkIn(await mailed()));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Get invoices for Meridian?");
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This address is confirmed");
  await page.goto(`/o/${organization.slug}/billing`);
  await expect(page.getByLabel("Billing e-mail")).toHaveValue(bills);
  await expect(waiting).toHaveCount(0);
  await person.api.choosePlan(organization, "pro");
  const { invoices } = await person.api.get(`/api/organizations/${organization.slug}/billing`);
  await page.goto(`/o/${organization.slug}/billing/invoices/${invoices[0].id}`);
  for (const line of ["Meridian Logistics GmbH", "Hafenstraße 1", "20457 Hamburg", "Germany", "DE123456789"]) {
    await expect(page.getByText(line).first()).toBeVisible();
  }
  await expect.poll(async () => (await mailed()).length).toBe(3);
});

test("two organizations of one person have plans, invoices and addresses of their own", async ({ page, person }) => {
  const [first, second] = [await person.api.createOrganization("First"), await person.api.createOrganization("Second")];
  await person.api.choosePlan(first, "pro");
  await person.api.choosePlan(second, "enterprise", "year");
  const billing = (of: { slug: string }) => person.api.get(`/api/organizations/${of.slug}/billing`);
  const [one, other] = [await billing(first), await billing(second)];
  expect([one.invoices[0].total, other.invoices[0].total]).toEqual([2900, 499000]);
  expect(one.invoices[0].number).not.toBe(other.invoices[0].number);
  await page.goto("/organizations");
  const row = (name: string) => page.getByRole("row").filter({ hasText: name });
  await expect(row("First")).toContainText("Pro");
  await expect(row("Second")).toContainText("Enterprise");
  // The invoice of the one is no page of the other.
  const foreign = await page.request.get(`/api/organizations/${first.slug}/billing/invoices/${other.invoices[0].id}`);
  expect(foreign.status()).toBe(404);
});

test("billing is for Admins and Owners, and says so", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 403/);
  const organization = await person.api.createOrganization();
  const developer = await Person.inBrowser(await newBrowser(), baseURL!);
  await memberships(person, organization).join(developer, "developer");
  await page.context().clearCookies();
  await page.context().addCookies(await developerCookies(developer));
  for (const rest of ["", "/usage"]) {
    await page.goto(`/o/${organization.slug}/billing${rest}`);
    await expect(page.getByText(/Only Admins and Owners/)).toBeVisible();
  }
  const { request } = developer.api;
  const refused = await request.get(`/api/organizations/${organization.slug}/billing`);
  expect(refused.status()).toBe(403);
});

async function developerCookies(person: Person) {
  return (await person.api.request.storageState()).cookies;
}

test("a plan that waits for its payment says so, and where it is paid (Stripe's part is made up)", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  const payment_url = "https://invoice.stripe.example/confirm";
  await page.route(`**/api/organizations/${organization.slug}/billing`, async (route) => {
    const response = await route.fetch();
    const billing = await response.json();
    billing.payments = "stripe";
    billing.subscription.pending = { plan: "enterprise", interval: "month", until: Date.now() + 86_400_000, payment_url };
    await route.fulfill({ response, json: billing });
  });
  await page.goto(`/o/${organization.slug}/billing`);
  const note = page.getByRole("region", { name: "Plan" }).getByRole("status").filter({ hasText: /Stripe/ });
  await expect(note).toContainText("Enterprise, monthly: waiting for payment until");
  await expect(note.getByRole("link", { name: "Pay at Stripe" })).toHaveAttribute("href", payment_url);
});
