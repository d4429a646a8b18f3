import { expect, test } from "./support/fixtures";
import { problem } from "./support/problems";
import { askForCode, codeField } from "./support/sign-in";
import { address, alert, another, open, painted } from "./support/sign-in-first";

test("an answer that does not come is said after five seconds: one waits no longer, or tries again, and the app goes on", async ({ page, visitor }) => {
  await page.clock.install();
  let sent = 0;
  await page.route("**/api/sign-in/code", (route) => (++sent < 3 ? undefined : route.continue()));
  const release = await open(page);
  await address(page).fill(visitor.email);
  const button = page.getByRole("button", { name: "Send code" });
  const note = painted(page).getByRole("status").filter({ hasText: `No answer yet. ${another}` });
  await button.click();
  await expect.poll(() => sent).toBe(1);
  await expect(note).toHaveCount(0);
  await page.clock.fastForward(5_100);
  await note.getByRole("button", { name: "Stop waiting" }).click();
  await expect(note).toHaveCount(0);
  await expect(button).toBeFocused();
  await expect(button).not.toHaveAttribute("aria-busy", "true");
  await expect(alert(page)).toHaveText(`No answer came. ${another}`);
  await expect(address(page)).toHaveValue(visitor.email);

  await page.keyboard.press("Enter");
  await expect.poll(() => sent).toBe(2);
  await page.clock.fastForward(5_100);
  await note.getByRole("button", { name: "Try again" }).focus();
  await page.keyboard.press("Enter");
  await expect(codeField(page)).toBeFocused();
  await expect(note).toHaveCount(0);
  expect(sent).toBe(3);
  release();
  await expect(painted(page)).toHaveCount(0);
  await expect(codeField(page)).toBeFocused();
});

test("a code whose answer does not come is sent once more, and signs in", async ({ page, visitor }) => {
  await page.clock.install();
  const release = await open(page, "?return_to=%2Forganizations");
  await askForCode(page, visitor);
  let sent = 0;
  await page.route("**/api/sign-in", (route) => (++sent === 1 ? undefined : route.continue()));
  await codeField(page).fill(await visitor.code());
  await expect.poll(() => sent).toBe(1);
  await page.clock.fastForward(5_100);
  const note = painted(page).getByRole("status").filter({ hasText: "No answer yet." });
  await expect(note).toContainText("A code works only once: if it is refused when you try again, ask for a new one.");
  await note.getByRole("button", { name: "Try again" }).click();
  await expect(page).toHaveURL("/organizations");
  expect(sent).toBe(2);
  release();
});

test("a code that is waited for is asked for after a reload, or given up for another address", async ({ page, visitor }) => {
  await open(page);
  await askForCode(page, visitor);
  await page.reload({ waitUntil: "domcontentloaded" });
  await expect(codeField(page)).toBeFocused();
  await expect(page.getByText(/^Send a new code in \d+ s$/)).toBeVisible();
  await page.getByRole("button", { name: "Use another address" }).click();
  await expect(address(page)).toBeFocused();
  await page.reload({ waitUntil: "domcontentloaded" });
  await expect(address(page)).toBeFocused();
});

test("a new code can be asked for after half a minute, and the app goes on with that", async ({ page, visitor }) => {
  // The page's clock, not the server's.
  await page.clock.install();
  const release = await open(page);
  await askForCode(page, visitor);
  const again = page.getByRole("button", { name: "Send a new code" });
  const wait = page.getByText(/^Send a new code in \d+ s$/);
  await expect(wait).toBeVisible();
  await expect(again, "there is nothing to press yet").toHaveCount(0);
  await page.clock.fastForward(31_000);
  await expect(wait).toBeHidden();
  await page.keyboard.type("12");
  await again.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(`We sent a newer 6-digit code to ${visitor.email}.`)).toBeVisible();
  await expect(codeField(page)).toBeFocused();
  await expect(codeField(page)).toHaveValue("");
  await expect(codeField(page)).toHaveAccessibleDescription("Only the newest code works: the one in the latest e-mail.");
  await expect(wait).toBeVisible();
  release();
  await expect(painted(page)).toHaveCount(0);
  await expect(page.getByText(`We sent a newer 6-digit code to ${visitor.email}.`)).toBeVisible();
  await expect.poll(async () => (await visitor.mails()).length).toBe(2);
  await codeField(page).fill(await visitor.code());
  await expect(page).toHaveURL("/");
});

test("a new code that is refused leaves the one before, and says why", async ({ page, visitor, noise }) => {
  noise.allow(/status of 429 /, /ERR_CONNECTION_RESET/);
  await page.clock.install();
  await open(page);
  await askForCode(page, visitor);
  const code = await visitor.code();
  await page.clock.fastForward(31_000);
  // Half a minute without the app is said at the foot of the page as well.
  const said = painted(page).locator(".sign-in").getByRole("alert").filter({ hasText: /\S/ });
  const detail = "Too many codes were asked for. Try again in 12 minutes.";
  await page.route("**/api/sign-in/code", (route) => route.fulfill(problem(429, "too_many_requests", detail)));
  const again = page.getByRole("button", { name: "Send a new code" });
  await again.click();
  await expect(said).toHaveText(detail);
  await expect(again).toBeVisible();
  await page.unroute("**/api/sign-in/code");
  await page.route("**/api/sign-in/code", (route) => route.abort("connectionreset"));
  await again.click();
  await expect(said).toHaveText(`No answer came. ${another}`);
  await codeField(page).fill(code);
  await expect(page).toHaveURL("/");
});

test("a new code that is refused while the app takes over is said by the app as well", async ({ page, visitor, noise }) => {
  noise.allow(/status of 429 /);
  await page.clock.install();
  const release = await open(page);
  await askForCode(page, visitor);
  await page.clock.fastForward(31_000);
  const detail = "Too many codes were asked for. Try again in 12 minutes.";
  await page.route("**/api/sign-in/code", (route) => route.fulfill(problem(429, "too_many_requests", detail)));
  const again = page.getByRole("button", { name: "Send a new code" });
  await again.click();
  await expect(painted(page).locator(".sign-in").getByRole("alert").filter({ hasText: /\S/ })).toHaveText(detail);
  release();
  await expect(painted(page)).toHaveCount(0);
  await expect(alert(page)).toHaveText(detail);
  await page.unroute("**/api/sign-in/code");
  await again.click();
  await expect(page.getByText(`We sent a newer 6-digit code to ${visitor.email}.`)).toBeVisible();
  await expect(alert(page)).toHaveCount(0);
});
