import type { Page } from "@playwright/test";
import { toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { Person, wrongCode } from "./support/person";
import { isPost, loseAnswer, problem } from "./support/problems";
import { codeField } from "./support/sign-in";

const section = (page: Page) => page.getByRole("region", { name: "E-mail address" });
const change = (page: Page) => section(page).getByRole("button", { name: "Change address" });
const address = (page: Page) => page.getByLabel("New e-mail address");

/** Somebody with the same browser and another mailbox. */
const inbox = (person: Person) => new Person(person.api.request, person.api.origin, `new-${person.email}`);

/** The code in the newest mail, which leaves a moment after the answer. */
async function codeTo(reader: Person): Promise<string> {
  const codes = async () => (await reader.mails()).filter((mail) => mail.subject.endsWith("is your Portico code"));
  await expect.poll(async () => (await codes()).length).toBeGreaterThan(0);
  return (await codes())[0].subject.slice(0, 6);
}

async function ask(page: Page, email: string) {
  await change(page).click();
  await expect(address(page)).toBeFocused();
  await address(page).fill(email);
  await page.keyboard.press("Enter");
}

test("the address changes with a code from the new mailbox, and the old one is told", async ({ page, person, noise }) => {
  noise.allow(/status of 422 .*\/api\/account\/address\/confirm/);
  const reader = inbox(person);
  await page.goto("/account");
  await expect(section(page)).toContainText(`You sign in as ${person.email}.`);
  await ask(page, reader.email);
  await expect(codeField(page)).toBeFocused();
  const code = await codeTo(reader);
  await codeField(page).fill(wrongCode(code));
  await expect(section(page)).toContainText("That is not the code. You have 4 tries left.");
  await codeField(page).fill(code);
  await expect(toast(page, `You now sign in as ${reader.email}`)).toBeVisible();
  await expect(section(page)).toContainText(`You sign in as ${reader.email}.`);
  await expect.poll(async () => (await person.mails()).map((mail) => mail.subject)).toContain("Your Portico address was changed");
  await page.reload();
  await expect(section(page)).toContainText(`You sign in as ${reader.email}.`);
});

test("a session that is older than a proof may be asks for a code to the present address first", async ({ page, person, noise }) => {
  noise.allow(/status of 403 .*\/api\/account\/address/);
  const reader = inbox(person);
  let asked = 0;
  await page.route("**/api/account/address", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    asked += 1;
    await (asked === 1 ? route.fulfill(problem(403, "proof_needed", "Sign in again.")) : route.continue());
  });
  await page.goto("/account");
  const before = (await person.mails()).length;
  await ask(page, reader.email);
  await expect(section(page)).toContainText(`we sent a 6-digit code to your current address, ${person.email}.`);
  await expect.poll(async () => (await person.mails()).length).toBe(before + 1);
  await codeField(page).fill(await person.code());
  // What was typed before goes on by itself.
  await expect(section(page)).toContainText(`We sent a 6-digit code to ${reader.email}.`);
  await codeField(page).fill(await codeTo(reader));
  await expect(section(page)).toContainText(`You sign in as ${reader.email}.`);
  expect((await page.context().request.get("/api/session")).status()).toBe(200);
});

test("an address that somebody else has looks like any other, and nothing changes", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 422 .*\/api\/account\/address\/confirm/);
  const other = await Person.inBrowser(await newBrowser(), baseURL!);
  await page.goto("/account");
  await ask(page, other.email);
  await expect(section(page)).toContainText(`We sent a 6-digit code to ${other.email}.`);
  await expect.poll(async () => (await other.mails()).map((mail) => mail.subject)).toContain("This address already has a Portico account");
  await codeField(page).fill("123456");
  await expect(section(page)).toContainText("That is not the code.");
  await section(page).getByRole("button", { name: "Cancel" }).click();
  await expect(change(page)).toBeFocused();
  await expect(section(page)).toContainText(`You sign in as ${person.email}.`);
});

test("a change whose answer was lost is found to have worked, and of a code that was asked for without an answer the page promises nothing", async ({ page, person, baseURL, noise }) => {
  noise.allow(/ERR_CONNECTION_RESET/);
  const reader = inbox(person);
  const said = section(page).getByRole("alert").filter({ hasText: /\S/ });
  await page.goto("/account");
  await page.route("**/api/account/address", (route) => (isPost(route.request()) ? route.abort("connectionreset") : route.continue()));
  await ask(page, reader.email);
  await expect(said).toContainText("No answer came. We may have sent a code already: if you try again, only the code in the newest e-mail works.");
  await page.unroute("**/api/account/address");
  await said.getByRole("button", { name: "Try again" }).click();
  await expect(codeField(page)).toBeFocused();
  await page.route("**/api/account/address/confirm", (route) => loseAnswer(route, baseURL!), { times: 1 });
  await codeField(page).fill(await codeTo(reader));
  await expect(toast(page, `You now sign in as ${reader.email}`)).toBeVisible();
  await expect(section(page)).toContainText(`You sign in as ${reader.email}.`);
  await expect(codeField(page)).toHaveCount(0);
});

test("after a reload the address still waits for its code, and can be given up", async ({ page, person }) => {
  const reader = inbox(person);
  await page.goto("/account");
  await ask(page, reader.email);
  await expect(codeField(page)).toBeFocused();
  const code = await codeTo(reader);
  await page.reload();
  await expect(section(page)).toContainText(`We sent a 6-digit code to ${reader.email}`);
  const elsewhere = await (await person.elsewhere("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0")).api.get("/api/account/address");
  expect(elsewhere.pending).toMatchObject({ email: reader.email, is_here: false });
  await section(page).getByRole("button", { name: "Cancel" }).click();
  await expect(section(page)).toContainText(`You sign in as ${person.email}.`);
  await expect.poll(async () => (await person.api.get("/api/account/address")).pending).toBe(null);
  await page.reload();
  await expect(section(page)).toContainText(`You sign in as ${person.email}.`);
  const confirmed = await person.api.post("/api/account/address/confirm", { code });
  expect(confirmed.status()).toBe(422);
});

test("a code to the new address that does not come is sent once more, and then asks for the proof where that is due", async ({ page, person, noise }) => {
  noise.allow(/status of 403 .*\/api\/account\/address/);
  const reader = inbox(person);
  // The page's clock, not the server's.
  await page.clock.install();
  await page.goto("/account");
  await ask(page, reader.email);
  await expect(section(page)).toContainText(`We sent a 6-digit code to ${reader.email}.`);
  await codeTo(reader);
  const resend = section(page).getByRole("button", { name: "Send a new code" });
  await expect(resend).toHaveCount(0);
  await page.clock.fastForward(31_000);
  await resend.click();
  await expect(section(page)).toContainText(`We sent a newer 6-digit code to ${reader.email}.`);
  await expect(codeField(page)).toBeFocused();
  await expect(codeField(page)).toHaveAccessibleDescription(/Only the newest code works/);
  await expect.poll(async () => (await reader.mails()).length).toBe(2);
  // By now the session may be older than a proof.
  let asked = 0;
  await page.route("**/api/account/address", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    asked += 1;
    await (asked === 1 ? route.fulfill(problem(403, "proof_needed", "Sign in again.")) : route.continue());
  });
  await page.clock.fastForward(31_000);
  await resend.click();
  await expect(section(page)).toContainText(`we sent a 6-digit code to your current address, ${person.email}.`);
  await codeField(page).fill(await person.code());
  await expect(section(page)).toContainText(`We sent a 6-digit code to ${reader.email}.`);
  await expect.poll(async () => (await reader.mails()).length).toBe(3);
  await codeField(page).fill(await codeTo(reader));
  await expect(section(page)).toContainText(`You sign in as ${reader.email}.`);
});
