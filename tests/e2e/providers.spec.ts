import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import { ok } from "./support/api";
import { Authenticator, onlyByButton } from "./support/authenticator";
import { toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { memberRow, memberships } from "./support/members";
import { Person } from "./support/person";
import { problem } from "./support/problems";
import { IdentityProvider } from "./support/provider";
import { OwnServer } from "./support/server";
import { alert, button, row, section, welcome } from "./support/provider-pages";
import { codeField } from "./support/sign-in";

let server: OwnServer;
let ours: IdentityProvider;
let other: IdentityProvider;

// One server and two providers for all tests of the file, and somebody new for each.
test.describe.configure({ mode: "default" });

test.beforeAll(async () => {
  // Two providers and a server with a database of its own.
  test.setTimeout(300_000);
  ours = await IdentityProvider.at("ours", "Our ID");
  other = await IdentityProvider.at("other", "Other");
  server = await OwnServer.start("providers", IdentityProvider.variables([ours, other]));
  await ours.start(server.origin);
  await other.start(server.origin);
});

test.afterAll(async () => {
  await server?.stop();
  await ours?.stop();
  await other?.stop();
});

type Browsers = { newBrowser: (options?: object) => Promise<BrowserContext> };

/** A browser on the server of these tests, and somebody new who uses it. */
async function somebody({ newBrowser }: Browsers): Promise<{ page: Page; person: Person; browser: BrowserContext }> {
  const browser = await newBrowser({ baseURL: server.origin });
  return { browser, page: await browser.newPage(), person: new Person(browser.request, server.origin) };
}

/** From the sign-in page to the provider's, and back. */
async function goThere(page: Page, login: string) {
  await page.goto("/sign-in");
  await button(page).click();
  await ours.allow(page, login);
}

test("somebody new proves the address that the provider gives once, and is let in by the provider from then on", async ({ newBrowser }) => {
  const { page, person } = await somebody({ newBrowser });
  await page.goto("/sign-in?return_to=%2Faccount");
  await expect(button(page)).toBeVisible();
  await expect(button(page, "Other")).toBeVisible();
  expect((await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations).toEqual([]);
  // By keyboard.
  await button(page).focus();
  await page.keyboard.press("Enter");
  await ours.allow(page, person.email);
  await expect(page.getByLabel("E-mail address")).toHaveValue(person.email);
  await expect(page.getByText("says this is your address")).toBeVisible();
  await page.getByRole("button", { name: "Send code" }).click();
  await codeField(page).fill(await person.code());
  await expect(row(page, "Our ID")).toContainText(person.email);
  await expect(page).toHaveURL(/\/account$/);
  await expect.poll(async () => (await person.mails()).map((mail) => mail.subject)).toContain("Our ID now signs you in to Portico");

  const again = await somebody({ newBrowser });
  await goThere(again.page, person.email);
  await expect(welcome(again.page)).toBeVisible();
  await again.page.goto("/account");
  const sessions = again.page.getByRole("region", { name: "Sessions" }).getByRole("listitem");
  await expect(sessions.first()).toContainText("signed in with Our ID");
});

test("an account with that address is linked and let in at once, and its owner is told", async ({ newBrowser }) => {
  const { person, browser, page } = await somebody({ newBrowser });
  await person.signIn();
  await browser.clearCookies();
  await goThere(page, person.email);
  await expect(welcome(page)).toBeVisible();
  await expect.poll(async () => (await person.mails()).map((mail) => mail.subject)).toContain("Our ID now signs you in to Portico");
});

test("who cancels at the provider reads so in our own words, and signs in with a code", async ({ newBrowser }) => {
  const { page, person } = await somebody({ newBrowser });
  await page.goto("/sign-in");
  await button(page).click();
  await ours.cancel(page);
  await expect(alert(page)).toHaveText("You cancelled the sign-in at Our ID.");
  await expect(page.getByText("0900")).toHaveCount(0);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByRole("button", { name: "Send code" }).click();
  await codeField(page).fill(await person.code());
  await expect(welcome(page)).toBeVisible();
});

for (const [what, claims] of [
  ["nonce", { nonce: "of another sign-in" }],
  ["audience", { aud: "somebody-else" }],
  ["issuer", { iss: "https://evil.example" }],
  ["signature", { alg: "none" }],
  ["time", { exp: 1 }],
] as const) {
  test(`a token with a wrong ${what} lets nobody in`, async ({ newBrowser }) => {
    const { page, person, browser } = await somebody({ newBrowser });
    await person.signIn();
    await browser.clearCookies();
    await ours.instead(claims);
    await goThere(page, person.email);
    await expect(alert(page)).toContainText("Our ID could not confirm who you are.");
    expect((await browser.request.get("/api/session")).status()).toBe(401);
  });
}

test("an address that the provider does not call verified finds no account", async ({ newBrowser }) => {
  const { page, person, browser } = await somebody({ newBrowser });
  await person.signIn();
  await browser.clearCookies();
  await goThere(page, `unverified-${person.email}`);
  await expect(alert(page)).toContainText("does not say that your e-mail address is confirmed");
  expect((await browser.request.get("/api/session")).status()).toBe(401);
});

test("the provider's answer works once, and in the browser that asked", async ({ newBrowser }) => {
  const { page, person, browser } = await somebody({ newBrowser });
  await person.signIn();
  await browser.clearCookies();
  await page.goto("/sign-in");
  await button(page).click();
  const answer = await ours.answer(page, person.email);
  const expired = "That sign-in expired, was already used, or started in another browser. Try again.";
  const thief = await somebody({ newBrowser });
  await thief.page.goto(answer);
  await expect(alert(thief.page)).toHaveText(expired);
  await page.goto(answer);
  await expect(welcome(page)).toBeVisible();
  await browser.clearCookies({ name: "__Host-portico_session" });
  await page.goto(answer);
  await expect(alert(page)).toHaveText(expired);
});

test("the account page links, unlinks and asks for a proof first", async ({ newBrowser, noise }) => {
  noise.allow(/status of 403 .*\/api\/account\/providers/);
  const { page, person } = await somebody({ newBrowser });
  await person.signIn();
  await page.goto("/account");
  await expect(row(page, "Our ID")).toContainText("Not linked");
  await row(page, "Our ID").getByRole("button", { name: "Link Our ID" }).click();
  // Whoever one is there, verified or not.
  await ours.allow(page, `unverified-private-${person.email}`);
  await expect(section(page).getByText("Our ID is linked")).toBeVisible();
  await expect(row(page, "Our ID")).toContainText(`private-${person.email}`);
  expect((await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations).toEqual([]);

  // Somebody else may not have it as well.
  const eve = await somebody({ newBrowser });
  await eve.person.signIn();
  await eve.page.goto("/account");
  await row(eve.page, "Our ID").getByRole("button", { name: "Link Our ID" }).click();
  await ours.allow(eve.page, `unverified-private-${person.email}`);
  await expect(section(eve.page)).toContainText("account is already linked to another Portico account");

  let asked = 0;
  await page.route("**/api/account/providers/ours", async (route) => {
    asked += 1;
    await (asked === 1 ? route.fulfill(problem(403, "proof_needed", "Sign in again.")) : route.continue());
  });
  const before = (await person.mails()).length;
  await row(page, "Our ID").getByRole("button", { name: "Unlink Our ID" }).click();
  await expect(section(page)).toContainText(`we sent a 6-digit code to your current address, ${person.email}.`);
  await expect.poll(async () => (await person.mails()).length).toBe(before + 1);
  await codeField(page).fill(await person.code());
  await expect(toast(page, "Our ID unlinked")).toBeVisible();
  await expect(row(page, "Our ID")).toContainText("Not linked");
  await expect(page.locator("body")).not.toBeFocused();
});

test("of two organizations in one browser one asks for a passkey, one for a provider: both open one after the other, and leaving one leaves the other open", async ({ newBrowser, noise }) => {
  test.slow();
  noise.allow(/status of 403 .*\/api\/organizations/);
  const { page, person, browser } = await somebody({ newBrowser });
  await person.signIn();
  const [acme, beta] = [await person.api.createOrganization("Acme"), await person.api.createOrganization("Beta")];
  const other = await somebody({ newBrowser });
  await other.person.signIn();
  await memberships(person, acme).join(other.person, "owner");
  const heading = page.getByRole("heading", { level: 1 });
  const members = (of: { slug: string }) => `/o/${of.slug}/members`;
  /** Signs in there, though the provider knows nobody any more. */
  const byProvider = async () => {
    await browser.clearCookies({ domain: "127.0.0.1" });
    await button(page).click();
    await ours.allow(page, person.email);
  };
  const byPasskey = () => page.getByRole("button", { name: "Sign in with a passkey" }).click();
  const expectOpen = async (of: { slug: string }) => {
    await page.goto(members(of));
    await expect(memberRow(page, person.email)).toBeVisible();
    await expect(heading).toHaveText("Members");
  };
  const expectClosed = async (of: { slug: string; name: string }, says: string) => {
    await page.goto(members(of));
    await expect(heading).toHaveText(`${of.name} requires a different sign-in`);
    await expect(page.getByRole("main")).toContainText(says);
  };

  await onlyByButton(page);
  await Authenticator.of(page);
  await page.goto("/account");
  await page.getByRole("main").getByRole("button", { name: "Add passkey", exact: true }).click();
  await expect(page.getByRole("region", { name: "Passkeys" }).getByRole("listitem")).toHaveCount(1);
  await row(page, "Our ID").getByRole("button", { name: "Link Our ID" }).click();
  await ours.allow(page, person.email);
  await expect(section(page).getByText("Our ID is linked")).toBeVisible();

  await test.step("whoever asks for it fulfils it", async () => {
    await ok(person.api.post("/api/sign-out", {}));
    await page.goto(`/sign-in?return_to=${encodeURIComponent(members(acme))}`);
    await byPasskey();
    await expect(memberRow(page, other.person.email)).toBeVisible();
    await ok(person.api.patch(`/api/organizations/${acme.slug}/security`, { ways: ["passkey"], version: 0 }));
    await page.goto(`/sign-in?return_to=${encodeURIComponent(members(beta))}&again=1`);
    await byProvider();
    await expect(memberRow(page, person.email)).toBeVisible();
    await ok(person.api.patch(`/api/organizations/${beta.slug}/security`, { ways: ["provider:ours"], version: 0 }));
  });

  await test.step("either sign-in alone opens one of them", async () => {
    await ok(person.api.post("/api/sign-out", {}));
    await page.goto(`/sign-in?return_to=${encodeURIComponent(members(acme))}`);
    await byPasskey();
    await expect(memberRow(page, other.person.email)).toBeVisible();
    await expectClosed(beta, "sign in with Our ID");
  });

  await test.step("the other one opens the second, and the first stays open", async () => {
    await page.getByRole("link", { name: "Sign in again" }).click();
    await expect(page.getByLabel("E-mail address")).toBeVisible();
    await byProvider();
    await expect(page).toHaveURL(members(beta));
    await expect(memberRow(page, person.email)).toBeVisible();
    await expectOpen(acme);
    expect((await person.api.get("/api/account/sessions")).sessions, "in one session").toHaveLength(1);
  });

  await test.step("leaving the first leaves the second open", async () => {
    await memberRow(page, person.email).getByRole("button", { name: /^Actions for/ }).click();
    await page.getByRole("menuitem", { name: "Leave organization" }).click();
    await page.getByRole("dialog", { name: "Leave Acme?" }).getByRole("button", { name: "Leave organization" }).click();
    await expect(page).toHaveURL("/organizations");
    await expect(toast(page, "You left Acme")).toBeVisible();
    await expectOpen(beta);
  });
});

test("a provider whose keys change while the server runs lets in as before, a minute after they were asked for at the latest", async ({ newBrowser }) => {
  test.setTimeout(180_000);
  const { page, person, browser } = await somebody({ newBrowser });
  await person.signIn();
  await browser.clearCookies();
  await goThere(page, person.email);
  await expect(welcome(page)).toBeVisible();
  await ours.rotate(server.origin);
  // The server goes on, and knows the earlier keys alone. It asks for others once a minute at most.
  const next = await somebody({ newBrowser });
  await expect(async () => {
    // The provider, too, knows whom it has just let in, and would ask nothing.
    await next.browser.clearCookies();
    await goThere(next.page, person.email);
    await expect(welcome(next.page).or(alert(next.page))).toBeVisible();
    await expect(alert(next.page)).toHaveCount(0);
  }).toPass({ timeout: 120_000, intervals: [10_000] });
  await expect(welcome(next.page)).toBeVisible();
  // Whoever comes after that waits for nothing.
  const last = await somebody({ newBrowser });
  await goThere(last.page, person.email);
  await expect(welcome(last.page)).toBeVisible();
});

test("a provider that is not there says so, and the form goes on to work", async ({ newBrowser, noise }) => {
  noise.allow(/status of 503 .*\/api\/sign-in\/providers\/other/);
  await other.stop();
  // What the server knew of it, it has forgotten.
  server = await server.crash();
  const { page, person } = await somebody({ newBrowser });
  await page.goto("/sign-in");
  await button(page, "Other").click();
  await expect(alert(page)).toContainText("The provider did not answer as it should.");
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByRole("button", { name: "Send code" }).click();
  await codeField(page).fill(await person.code());
  await expect(welcome(page)).toBeVisible();
});
