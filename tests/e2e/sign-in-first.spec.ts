import { expect, test } from "./support/fixtures";
import { wrongCode } from "./support/person";
import { isPost, problem } from "./support/problems";
import { askForCode, codeField, signIn } from "./support/sign-in";
import { address, alert, another, open, painted } from "./support/sign-in-first";
import { holdWasm } from "./support/wasm";

test("without any wasm one signs in to the end, by the keyboard alone, and is led to where the address says", async ({ page, visitor, noise }) => {
  noise.allow(/ERR_FAILED/, /uncaught/, /Failed to fetch/, /WebAssembly/);
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("/sign-in?return_to=%2Forganizations");
  await expect(address(page)).toBeFocused();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in to Portico");
  await page.keyboard.type(visitor.email);
  await page.keyboard.press("Enter");
  await expect(codeField(page)).toBeFocused();
  await expect(page.getByText(`We sent a 6-digit code to ${visitor.email}.`)).toBeVisible();
  const code = await visitor.code();
  // Of the page that follows it is needed.
  await page.unroute("**/*.wasm");
  await page.keyboard.type(code);
  await expect(page).toHaveURL("/organizations");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Organizations");
});

test("a return_to that leads out of the console leads home", async ({ page, visitor, baseURL }) => {
  const release = await open(page, "?return_to=%2F.%2F%2Fevil.example");
  await signIn(page, visitor);
  release();
  await expect(page).toHaveURL(`${baseURL}/`);
});

test("the app takes over the address that is being typed, and the keyboard", async ({ page, visitor }) => {
  const release = await open(page);
  await page.keyboard.type(visitor.email.slice(0, 9));
  const button = page.getByRole("button", { name: "Send code" });
  const where = await button.boundingBox();
  release();
  await expect(painted(page)).toHaveCount(0);
  expect(await button.boundingBox(), "nothing moves").toEqual(where);
  await expect(address(page)).toBeFocused();
  await page.keyboard.type(visitor.email.slice(9));
  await expect(address(page)).toHaveValue(visitor.email);
  await page.keyboard.press("Enter");
  await expect(codeField(page)).toBeFocused();
});

test("the app takes over the code that is being typed", async ({ page, visitor }) => {
  const release = await open(page);
  await askForCode(page, visitor);
  const code = await visitor.code();
  await page.keyboard.type(code.slice(0, 3));
  release();
  await expect(painted(page)).toHaveCount(0);
  await expect(codeField(page)).toBeFocused();
  await expect(codeField(page)).toHaveValue(code.slice(0, 3));
  await expect(page.getByText(visitor.email)).toBeVisible();
  await page.keyboard.type(code.slice(3));
  await expect(page).toHaveURL("/");
});

test("a wrong code is said at the field, and the app neither forgets nor sends it again", async ({ page, visitor, noise }) => {
  noise.allow(/status of 422 .*\/api\/sign-in/);
  const release = await open(page);
  await askForCode(page, visitor);
  const code = await visitor.code();
  const sent: string[] = [];
  page.on("request", (request) => isPost(request) && sent.push(new URL(request.url()).pathname));
  await codeField(page).fill(wrongCode(code));
  const left = "That is not the code. You have 4 tries left.";
  await expect(codeField(page)).toHaveAccessibleDescription(left);
  await expect(codeField(page)).toHaveAttribute("aria-invalid", "true");
  await expect(codeField(page), "the keyboard is where it goes on").toBeFocused();
  release();
  await expect(painted(page)).toHaveCount(0);
  await expect(codeField(page)).toHaveAccessibleDescription(left);
  await expect(codeField(page)).toHaveValue(wrongCode(code));
  expect(sent.filter((path) => path === "/api/sign-in")).toHaveLength(1);
  await codeField(page).fill(code);
  await expect(page).toHaveURL("/");
});

test("what is no address is said in the edge's words until it is another one", async ({ page, noise }) => {
  noise.allow(/status of 422 .*\/api\/sign-in\/code/);
  await open(page);
  await page.keyboard.press("Enter");
  await expect(address(page)).toHaveAccessibleDescription("Enter an e-mail address.");
  await expect(address(page), "the keyboard is where it goes on").toBeFocused();
  await page.keyboard.type("anna");
  await expect(page.getByText("Enter an e-mail address.")).toBeHidden();
  await expect(address(page)).not.toHaveAttribute("aria-invalid");
  // By the mouse, which took the keyboard along to the button.
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(address(page)).toHaveAttribute("aria-invalid", "true");
  await expect(address(page)).toBeFocused();
});

test("a code that was tried too often is refused without the keyboard being lost, and a new one can be asked for", async ({ page, visitor, noise }) => {
  noise.allow(/status of 4\d\d .*\/api\/sign-in/);
  await page.clock.install();
  await open(page);
  await askForCode(page, visitor);
  const code = await visitor.code();
  for (const step of [1, 2, 3, 4, 5]) {
    await codeField(page).press("ControlOrMeta+a");
    const answered = page.waitForResponse("**/api/sign-in");
    await page.keyboard.type(wrongCode(code, step));
    await (await answered).finished();
    if (step < 5) await expect(codeField(page)).toHaveAccessibleDescription(new RegExp(`You have ${5 - step} tr`));
    await expect(codeField(page), `after ${step}`).toBeFocused();
  }
  // The right one comes too late.
  await codeField(page).press("ControlOrMeta+a");
  await page.keyboard.type(code);
  await expect(painted(page)).toContainText("Too many wrong attempts. Request a new code.");
  await expect(codeField(page)).toBeFocused();
  await page.clock.fastForward(31_000);
  await page.getByRole("button", { name: "Send a new code" }).click();
  await expect(page.getByText(`We sent a newer 6-digit code to ${visitor.email}.`)).toBeVisible();
  await expect(codeField(page)).toBeFocused();
});

test("a limit that is reached is read out, and stays when the app is there", async ({ page, visitor, noise }) => {
  noise.allow(/status of 429 /);
  const detail = "Too many codes were asked for. Try again in 12 minutes.";
  await page.route("**/api/sign-in/code", (route) => route.fulfill(problem(429, "too_many_requests", detail)));
  const release = await open(page);
  await address(page).fill(visitor.email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(alert(page)).toHaveText(detail);
  await expect(address(page)).toHaveValue(visitor.email);
  await expect(page.getByRole("button", { name: "Send code" }), "the keyboard stays where it was").toBeFocused();
  release();
  await expect(painted(page)).toHaveCount(0);
  await expect(alert(page)).toHaveText(detail);
  await expect(address(page)).toHaveValue(visitor.email);
});

test("an installation that is not set up says what is missing", async ({ page, visitor, noise }) => {
  noise.allow(/status of 500/);
  const text = "Portico is not set up yet. What is missing:\n\n- ORIGIN\n";
  await page.route("**/api/sign-in/code", (route) => route.fulfill({ status: 500, contentType: "text/plain", body: text }));
  await open(page);
  await address(page).fill(visitor.email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(alert(page)).toContainText("Portico is not set up yet.");
});

test("without a network nothing typed is lost, and sending again is possible", async ({ page, context, visitor, noise }) => {
  noise.allow(/ERR_INTERNET_DISCONNECTED/);
  await open(page);
  await address(page).fill(visitor.email);
  await context.setOffline(true);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(alert(page)).toHaveText(`No answer came. ${another}`);
  await expect(address(page)).toHaveValue(visitor.email);
  await context.setOffline(false);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(codeField(page)).toBeFocused();
  await expect(alert(page)).toHaveCount(0);
});

/** What a hotspot answers to whatever is asked, until somebody has agreed to its terms. */
const hotspot = (status: number) => ({ status, contentType: "text/html", body: "<!doctype html><title>Free Wi-Fi</title><p>Agree to our terms" });

test("a page of another network is taken neither for a code that was sent nor for a session, and sending again is possible", async ({ page, visitor }) => {
  await page.route("**/api/sign-in/code", (route) => route.fulfill(hotspot(200)));
  await open(page);
  await address(page).fill(visitor.email);
  const button = page.getByRole("button", { name: "Send code" });
  await button.click();
  await expect(alert(page)).toHaveText(`No answer came. ${another}`);
  await expect(address(page)).toHaveValue(visitor.email);
  await page.unroute("**/api/sign-in/code");
  await button.click();
  await expect(codeField(page)).toBeFocused();
  await expect(alert(page)).toHaveCount(0);

  const code = await visitor.code();
  await page.route("**/api/sign-in", (route) => route.fulfill(hotspot(200)));
  await codeField(page).fill(code);
  await expect(alert(page)).toHaveText("No answer came. A code works only once: if it is refused when you try again, ask for a new one.");
  await expect(page).toHaveURL("/sign-in");
  await expect(codeField(page)).toHaveValue(code);
  await page.unroute("**/api/sign-in");
  await codeField(page).press("Enter");
  await expect(page).toHaveURL("/");
});

test("what looks like an answer, and says nothing of a code, is of another network as well", async ({ page, visitor }) => {
  await page.route("**/api/sign-in/code", (route) => route.fulfill({ json: { login: "https://wifi.example" } }));
  await open(page);
  await address(page).fill(visitor.email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(alert(page)).toHaveText(`No answer came. ${another}`);
  await expect(address(page)).toHaveValue(visitor.email);
});

test("the app says the same of a page of another network", async ({ page, visitor, noise }) => {
  noise.allow(/status of 403 .*\/api\/sign-in\/code/);
  await page.route("**/api/sign-in/code", (route) => route.fulfill(hotspot(403)));
  const release = await open(page);
  await address(page).fill(visitor.email);
  const button = page.getByRole("button", { name: "Send code" });
  await button.click();
  await expect(alert(page)).toHaveText(`No answer came. ${another}`);
  release();
  await expect(painted(page)).toHaveCount(0);
  await expect(alert(page)).toContainText(`No answer came. ${another}`);
  await page.unroute("**/api/sign-in/code");
  await page.route("**/api/sign-in/code", (route) => route.fulfill(hotspot(200)));
  const answered = page.waitForResponse("**/api/sign-in/code");
  await button.click();
  await (await answered).finished();
  await expect(alert(page)).toContainText(`No answer came. ${another}`);
  await expect(address(page)).toHaveValue(visitor.email);
  await page.unroute("**/api/sign-in/code");
  await button.click();
  await expect(codeField(page)).toBeFocused();
});

test("a second press while the answer is on its way sends nothing, and the app waits for that answer", async ({ page, visitor }) => {
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  let sent = 0;
  await page.route("**/api/sign-in/code", async (route) => {
    sent++;
    await held;
    await route.continue();
  });
  const release = await open(page);
  await address(page).fill(visitor.email);
  const button = page.getByRole("button", { name: "Send code" });
  await button.click();
  await expect(button).toHaveAttribute("aria-busy", "true");
  await page.keyboard.press("Enter");
  const entry = page.waitForResponse(/\/entry-[0-9a-f]+\.wasm$/);
  release();
  await (await entry).finished();
  await expect(painted(page)).toHaveCount(1);
  answer();
  await expect(painted(page)).toHaveCount(0);
  await expect(codeField(page)).toBeFocused();
  expect(sent).toBe(1);
});

test("whoever comes back from a provider waits for the app, which says what became of it", async ({ page }) => {
  const release = await holdWasm(page);
  await page.goto("/sign-in?provider=ours&failed=denied", { waitUntil: "domcontentloaded" });
  await expect(page.getByText("Portico", { exact: true }).filter({ visible: true })).toBeVisible();
  await expect(address(page).filter({ visible: true })).toHaveCount(0);
  release();
  await expect(alert(page)).toContainText("You cancelled the sign-in at");
});
