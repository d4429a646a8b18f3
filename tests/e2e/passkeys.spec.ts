import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { Authenticator, onlyByButton } from "./support/authenticator";
import { toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { problem } from "./support/problems";
import { codeField } from "./support/sign-in";

const LIST = "**/api/account/passkeys";

const section = (page: Page) => page.getByRole("region", { name: "Passkeys" });
const rows = (page: Page) => section(page).getByRole("listitem");
const add = (page: Page) => section(page).getByRole("button", { name: "Add passkey" });
const act = (page: Page, what: string, name: string) => section(page).getByRole("button", { name: new RegExp(`^${what} ${name}, added `) });
const alert = (page: Page) => page.getByRole("alert").filter({ hasText: /\S/ });
const byPasskey = (page: Page) => page.getByRole("button", { name: "Sign in with a passkey" });

/** Adds one on the account page and names it. */
async function addNamed(page: Page, name: string) {
  const before = await rows(page).count();
  await add(page).click();
  await expect(rows(page)).toHaveCount(before + 1);
  await rows(page).first().getByRole("button", { name: /^Rename/ }).click();
  await expect(page.getByLabel("Passkey name")).toBeFocused();
  await page.getByLabel("Passkey name").fill(name);
  await page.keyboard.press("Enter");
  await expect(act(page, "Rename", name)).toBeVisible();
}

test("a passkey is added, signs in by the button, and is removed", async ({ page, person }) => {
  await onlyByButton(page);
  const device = await Authenticator.of(page);
  await page.goto("/account");
  await expect(section(page)).toContainText("A code by e-mail always works as well.");
  await add(page).click();
  await expect(toast(page, "added")).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("Chrome on");
  await expect(rows(page)).toContainText("never used");
  expect(await device.count()).toBe(1);
  await expect.poll(async () => (await person.mails()).map((mail) => mail.subject)).toContain("A passkey was added to your Portico account");
  expect((await new AxeBuilder({ page }).setLegacyMode(true).include(".passkeys").analyze()).violations).toEqual([]);

  expect((await person.api.post("/api/sign-out", {})).status()).toBe(200);
  await page.goto("/sign-in?return_to=%2Faccount");
  await byPasskey(page).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/account");
  await expect(rows(page)).toContainText("last used just now");
  await expect(page.getByRole("region", { name: "Sessions" })).toContainText("signed in with a passkey just now");

  await rows(page).getByRole("button", { name: /^Remove/ }).click();
  const dialog = page.getByRole("dialog", { name: /^Remove Chrome on .*\?$/ });
  await expect(dialog).toContainText("It no longer signs you in to Portico.");
  await dialog.getByRole("button", { name: "Remove passkey" }).click();
  await expect(toast(page, "removed")).toBeVisible();
  await expect(rows(page)).toHaveCount(0);
  await expect(section(page).locator(":focus"), "the keyboard stays in the section").toHaveCount(1);
  await expect.poll(async () => (await person.mails()).map((mail) => mail.subject)).toContain("A passkey was removed from your Portico account");
});

test("the field of the address offers what the browser knows", async ({ page, person }) => {
  const device = await Authenticator.of(page);
  await page.goto("/account");
  await add(page).click();
  await expect(rows(page)).toHaveCount(1);
  expect(await device.count()).toBe(1);
  expect((await person.api.post("/api/sign-out", {})).status()).toBe(200);
  // The device answers as soon as it is asked, as if somebody chose what is offered.
  await page.goto("/sign-in?return_to=%2Faccount");
  await expect(page).toHaveURL("/account");
  await expect(page.getByRole("region", { name: "Sessions" })).toContainText("signed in with a passkey");
});

test("the field says that it takes passkeys, and the page works without any", async ({ page, visitor }) => {
  await page.goto("/sign-in");
  await expect(page.getByLabel("E-mail address")).toHaveAttribute("autocomplete", "username webauthn");
  await expect(page.getByLabel("E-mail address")).toBeFocused();
  await expect(byPasskey(page)).toBeVisible();
  await page.getByLabel("E-mail address").fill(visitor.email);
  await page.keyboard.press("Enter");
  await expect(codeField(page)).toBeFocused();
  await codeField(page).fill(await visitor.code());
  await expect(page).toHaveURL("/");
});

test("what the person does not go through with is said, and nothing changes", async ({ page, person }) => {
  await onlyByButton(page);
  const device = await Authenticator.of(page);
  await device.recognize(false);
  await page.goto("/account");
  await add(page).click();
  await expect(section(page).getByRole("alert")).toHaveText('No passkey was added. To try again, press "Add passkey".');
  await expect(rows(page)).toHaveCount(0);
  await device.recognize(true);
  await add(page).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(section(page).getByRole("alert")).toHaveCount(0);

  expect((await person.api.post("/api/sign-out", {})).status()).toBe(200);
  await device.clear();
  await page.goto("/sign-in");
  await byPasskey(page).click();
  await expect(alert(page)).toHaveText("No passkey was used. Try again, or enter your e-mail address to get a code.");
  await expect(byPasskey(page)).toBeFocused();
});

test("a device makes no second passkey, and another one does", async ({ page, person }) => {
  await onlyByButton(page);
  const first = await Authenticator.of(page);
  await page.goto("/account");
  await addNamed(page, "Laptop");
  await add(page).click();
  await expect(section(page).getByRole("alert")).toHaveText("This device already has a passkey for your account.");
  await first.remove();
  await Authenticator.of(page);
  await addNamed(page, "Phone");
  await expect(rows(page)).toContainText(["Phone", "Laptop"]);
  await act(page, "Remove", "Laptop").click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove passkey" }).click();
  await expect(rows(page)).toHaveCount(1);
  expect((await person.api.post("/api/sign-out", {})).status()).toBe(200);
  await page.goto("/sign-in");
  await byPasskey(page).click();
  await expect(page).toHaveURL("/");
});

test("a passkey that was removed signs in no more, and it is said how to get in", async ({ page, person, noise }) => {
  noise.allow(/status of 422 .*\/api\/sign-in\/passkey/);
  await onlyByButton(page);
  await Authenticator.of(page);
  await page.goto("/account");
  await add(page).click();
  await expect(rows(page)).toHaveCount(1);
  const { passkeys } = await person.api.get("/api/account/passkeys");
  expect((await person.api.delete(`/api/account/passkeys/${passkeys[0].id}`)).status()).toBe(200);
  expect((await person.api.post("/api/sign-out", {})).status()).toBe(200);
  await page.goto("/sign-in");
  await byPasskey(page).click();
  await expect(alert(page)).toContainText("This passkey does not sign in here. It may have been removed.");
  expect((await person.api.request.get("/api/session")).status()).toBe(401);
});

test("a session that is older than a proof may be asks for a code first, then goes on by itself", async ({ page, person, noise }) => {
  noise.allow(/status of 403 .*\/api\/account\/passkeys/);
  await Authenticator.of(page);
  let asked = 0;
  await page.route("**/api/account/passkeys/challenge", async (route) => {
    asked += 1;
    await (asked === 1 ? route.fulfill(problem(403, "proof_needed", "Sign in again.")) : route.continue());
  });
  await page.goto("/account");
  const before = (await person.mails()).length;
  await add(page).click();
  await expect(section(page)).toContainText(`we sent a 6-digit code to your current address, ${person.email}.`);
  await expect.poll(async () => (await person.mails()).length).toBe(before + 1);
  await codeField(page).fill(await person.code());
  await expect(rows(page)).toHaveCount(1);
  await expect(add(page)).toBeVisible();
});

test("a browser that knows no passkeys says so, and signs in with a code", async ({ page, person }) => {
  await page.addInitScript(() => {
    delete (PublicKeyCredential as { parseCreationOptionsFromJSON?: unknown }).parseCreationOptionsFromJSON;
  });
  await page.goto("/account");
  await expect(section(page)).toContainText("This browser can't add passkeys.");
  await expect(add(page)).toHaveCount(0);
  expect((await person.api.post("/api/sign-out", {})).status()).toBe(200);
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "Send code" })).toBeVisible();
  await expect(byPasskey(page)).toHaveCount(0);
});

test("a list that can't be had says so, and comes when it is tried again", async ({ page, person, noise }) => {
  noise.allow(/ERR_CONNECTION_RESET/);
  await page.route(LIST, (route) => route.abort("connectionreset"));
  await page.goto("/account");
  await expect(section(page)).toContainText("Portico could not be reached");
  await expect(page.getByRole("region", { name: "E-mail address" }).getByRole("strong").filter({ hasText: person.email })).toBeVisible();
  await page.unroute(LIST);
  await section(page).getByRole("button", { name: "Try again" }).click();
  await expect(add(page)).toBeVisible();
});

test("long names and twenty passkeys fit on a phone, and no more can be added", async ({ page, person }) => {
  expect(person.email).toBeTruthy();
  const many = Array.from({ length: 20 }, (_, number) => ({
    id: `p${number}`,
    name: number % 2 ? "W".repeat(64) : `Phone ${number}`,
    created_at: 1_790_000_000_000 + number,
    last_used_at: number % 3 ? 1_790_000_000_000 : null,
    is_backed_up: number % 2 === 0,
  }));
  await page.route(LIST, (route) => route.fulfill({ json: { passkeys: many } }));
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/account");
  await expect(rows(page)).toHaveCount(20);
  await expect(rows(page).first()).toContainText("Backed up");
  await expect(add(page)).toHaveAccessibleDescription("You have 20 passkeys. Remove one that you no longer use.");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("a new name of a passkey survives leaving the page, until it is given up", async ({ page, person }) => {
  await person.api.createOrganization("Acme");
  await onlyByButton(page);
  await Authenticator.of(page);
  await page.goto("/account");
  await addNamed(page, "Laptop");
  const name = page.getByLabel("Passkey name");
  await act(page, "Rename", "Laptop").click();
  await name.fill("Old laptop");
  await page.getByRole("link", { name: "Portico" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
  await page.goBack();
  await act(page, "Rename", "Laptop").click();
  await expect(name).toHaveValue("Old laptop");
  await section(page).getByRole("button", { name: "Discard", exact: true }).click();
  await expect(name).toHaveValue("Laptop");
  await name.fill("Older laptop");
  await section(page).getByRole("button", { name: "Cancel", exact: true }).click();
  await act(page, "Rename", "Laptop").click();
  await expect(name, "was given up as well").toHaveValue("Laptop");
  await expect(section(page).getByRole("button", { name: "Discard", exact: true })).toHaveCount(0);
});
