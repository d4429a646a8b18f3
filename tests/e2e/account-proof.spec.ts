import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { Authenticator, onlyByButton } from "./support/authenticator";
import { expect, test } from "./support/fixtures";
import { Person } from "./support/person";
import { problem } from "./support/problems";
import { codeField } from "./support/sign-in";

const section = (page: Page) => page.getByRole("region", { name: "E-mail address" });
const instead = (page: Page) => section(page).getByRole("button", { name: "Use a passkey" });
const alert = (page: Page) => section(page).getByRole("alert").filter({ hasText: /\S/ });

/** Adds a passkey on the account page. */
async function add(page: Page) {
  const passkeys = page.getByRole("region", { name: "Passkeys" });
  await passkeys.getByRole("button", { name: "Add passkey" }).click();
  await expect(passkeys.getByRole("listitem")).toHaveCount(1);
}

/** Asks for another address in a session that is too old for it: the proof comes first. */
async function ask(page: Page, person: Person) {
  let asked = 0;
  await page.route("**/api/account/address", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    asked += 1;
    await (asked === 1 ? route.fulfill(problem(403, "proof_needed", "Sign in again.")) : route.continue());
  });
  await section(page).getByRole("button", { name: "Change address" }).click();
  await page.getByLabel("New e-mail address").fill(`new-${person.email}`);
  await page.keyboard.press("Enter");
  await expect(section(page)).toContainText("First, confirm it's you");
}

test("a passkey proves who it is in place of the code, by keyboard too", async ({ page, person, noise }) => {
  noise.allow(/status of 403 .*\/api\/account\/address/);
  await onlyByButton(page);
  await Authenticator.of(page);
  await page.goto("/account");
  await add(page);
  await ask(page, person);
  await expect(codeField(page)).toBeFocused();
  expect((await new AxeBuilder({ page }).setLegacyMode(true).include(".address").analyze()).violations).toEqual([]);
  await instead(page).focus();
  await page.keyboard.press("Enter");
  // What was typed before goes on by itself.
  await expect(section(page)).toContainText(`We sent a 6-digit code to new-${person.email}.`);
  await expect(page.getByRole("region", { name: "Sessions" })).toContainText("signed in with a passkey just now");
});

test("who has no passkey is asked for the code alone", async ({ page, person, noise }) => {
  noise.allow(/status of 403 .*\/api\/account\/address/);
  await Authenticator.of(page);
  await page.goto("/account");
  await expect(page.getByRole("region", { name: "Passkeys" }).getByRole("button", { name: "Add passkey" })).toBeVisible();
  await ask(page, person);
  await expect(codeField(page)).toBeVisible();
  await expect(instead(page)).toHaveCount(0);
});

test("a passkey that is not gone through with leaves the code, and is said", async ({ page, person, noise }) => {
  noise.allow(/status of 403 .*\/api\/account\/address/);
  await onlyByButton(page);
  const device = await Authenticator.of(page);
  await page.goto("/account");
  await add(page);
  await device.recognize(false);
  await ask(page, person);
  await instead(page).click();
  await expect(alert(page)).toHaveText("No passkey was used. Try again, or enter the code.");
  await expect(instead(page)).toBeFocused();
  await codeField(page).fill(await person.code());
  await expect(section(page)).toContainText(`We sent a 6-digit code to new-${person.email}.`);
});

test("a passkey of another account proves nothing here", async ({ page, person, noise, baseURL }) => {
  noise.allow(/status of 403 .*\/api\/account\/address/);
  await onlyByButton(page);
  const device = await Authenticator.of(page);
  await page.goto("/account");
  await add(page);
  // In the same browser as somebody else, who has a passkey of their own on another device.
  const other = new Person(person.api.request, baseURL!);
  await other.signIn();
  await page.reload();
  const passkeys = page.getByRole("region", { name: "Passkeys" });
  await device.remove();
  const second = await Authenticator.of(page);
  await passkeys.getByRole("button", { name: "Add passkey" }).click();
  await expect(passkeys.getByRole("listitem")).toHaveCount(1);
  await person.signIn();
  await page.reload();
  await expect(section(page)).toContainText(`You sign in as ${person.email}.`);
  await ask(page, person);
  await instead(page).click();
  await expect(page.getByText(`That passkey belongs to another account. You are now signed in as ${other.email}.`)).toBeVisible();
  await expect(section(page)).toContainText(`You sign in as ${other.email}.`);
  expect(await second.count()).toBe(1);
});

test("a code that is late, or has ended, is followed by a newer one, and only that works", async ({ page, person, noise }) => {
  noise.allow(/status of 403 .*\/api\/account\/address/, /status of 422 .*\/api\/sign-in/);
  // The page's clock, not the server's.
  await page.clock.install();
  await page.goto("/account");
  const before = (await person.mails()).length;
  await ask(page, person);
  await expect(section(page)).toContainText(`we sent a 6-digit code to your current address, ${person.email}.`);
  const first = await person.code();
  const resend = section(page).getByRole("button", { name: "Send a new code" });
  await expect(section(page).getByText(/^Send a new code in \d+ s$/)).toBeVisible();
  await expect(resend, "there is nothing to press yet").toHaveCount(0);
  await page.clock.fastForward(31_000);
  await resend.click();
  await expect(section(page)).toContainText(`we sent a newer 6-digit code to your current address, ${person.email}.`);
  await expect(codeField(page)).toBeFocused();
  await expect(codeField(page)).toHaveAccessibleDescription(/Only the newest code works/);
  await expect.poll(async () => (await person.mails()).length).toBe(before + 2);
  const second = await person.code();
  if (first !== second) {
    await codeField(page).fill(first);
    await expect(section(page)).toContainText("That code came first; only the newest one counts.");
  }
  await codeField(page).fill(second);
  await expect(section(page)).toContainText(`We sent a 6-digit code to new-${person.email}.`);
});

test("that a code was sent is said once it was, and one that was not can be asked for", async ({ page, person, noise }) => {
  noise.allow(/status of 403 .*\/api\/account\/address/, /status of 429 .*\/api\/sign-in\/code/);
  let asked = 0;
  let answer: () => void = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/sign-in/code", async (route) => {
    asked += 1;
    if (asked > 1) return route.continue();
    await held;
    await route.fulfill(problem(429, "too_many_requests", "That was too often. Try again in 5 minutes."));
  });
  await page.goto("/account");
  await ask(page, person);
  await expect(section(page)).toContainText("we are sending a 6-digit code");
  await expect(section(page)).not.toContainText("we sent");
  answer();
  await expect(alert(page)).toHaveText("That was too often. Try again in 5 minutes.");
  await expect(section(page)).not.toContainText("we sent");
  await section(page).getByRole("button", { name: "Send a new code" }).click();
  await expect(section(page)).toContainText(`we sent a 6-digit code to your current address, ${person.email}.`);
  await codeField(page).fill(await person.code());
  await expect(section(page)).toContainText(`We sent a 6-digit code to new-${person.email}.`);
});
