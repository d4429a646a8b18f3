import { expect, test } from "./support/fixtures";
import { askForCode, codeField, signIn } from "./support/sign-in";
import { Person, wrongCode } from "./support/person";
import { problem } from "./support/problems";

test("a wrong code says how many tries are left, and the right one still works", async ({ page, visitor, noise }) => {
  noise.allow(/status of 422 .*\/api\/sign-in/);
  await page.goto("/sign-in");
  await askForCode(page, visitor);
  const code = await visitor.code();
  await codeField(page).fill(wrongCode(code, 1));
  await expect(page.getByText("That is not the code. You have 4 tries left.")).toBeVisible();
  await expect(codeField(page)).toHaveAttribute("aria-invalid", "true");
  await codeField(page).fill(wrongCode(code, 2));
  await expect(page.getByText("You have 3 tries left.")).toBeVisible();
  await codeField(page).fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await expect(page).toHaveURL("/");
});

test("five wrong codes end the code, also for who then knows the right one", async ({ page, visitor, noise }) => {
  noise.allow(/status of 422 .*\/api\/sign-in/);
  await page.goto("/sign-in");
  await askForCode(page, visitor);
  const code = await visitor.code();
  for (const left of [4, 3, 2, 1]) {
    await codeField(page).fill(wrongCode(code, left));
    await expect(page.getByText(`You have ${left} tr`)).toBeVisible();
  }
  await codeField(page).fill(wrongCode(code, 5));
  await expect(page.getByText("Too many wrong attempts. Request a new code.")).toBeVisible();
  await codeField(page).fill(code);
  await expect(page.getByText("Too many wrong attempts. Request a new code.")).toBeVisible();
  await expect(page).toHaveURL("/sign-in");
});

test("a new code can be asked for after half a minute, and only it works", async ({ page, visitor, noise }) => {
  noise.allow(/status of 422 .*\/api\/sign-in/);
  // The page's clock, not the server's.
  await page.clock.install();
  await page.goto("/sign-in");
  await askForCode(page, visitor);
  const first = await visitor.code();
  const resend = page.getByRole("button", { name: "Send a new code" });
  const wait = page.getByText(/^Send a new code in \d+ s$/);
  await expect(wait).toBeVisible();
  await expect(resend, "there is nothing to press yet").toHaveCount(0);
  await page.clock.fastForward(31_000);
  await resend.click();
  // The page has its answer: cookie and form are those of the second code.
  await expect(wait).toBeVisible();
  await expect.poll(async () => (await visitor.mails()).length).toBe(2);
  const second = await visitor.code();
  if (first !== second) {
    await codeField(page).fill(first);
    await expect(page.getByText("That code came first; only the newest one counts.")).toBeVisible();
  }
  await expect(codeField(page)).toHaveAccessibleDescription(/Only the newest code works/);
  await codeField(page).fill(second);
  await expect(page).toHaveURL("/");
});

for (const [way, written] of Object.entries({
  "with a dash": (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`,
  "in full-width digits": (code: string) => code.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
  "in Arabic digits": (code: string) => code.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
  "in Devanagari digits": (code: string) => code.replace(/\d/g, (digit) => String.fromCharCode(0x966 + Number(digit))),
  "with invisible characters": (code: string) => `\u200b${code.slice(0, 2)}\ufeff${code.slice(2)}\u200e`,
  "as the subject of its mail": (code: string) => `${code} is your Portico code`,
})) {
  test(`a code that is pasted ${way} signs in`, async ({ page, visitor }) => {
    await page.goto("/sign-in");
    await askForCode(page, visitor);
    await codeField(page).fill(written(await visitor.code()));
    await expect(page).toHaveURL("/");
  });
}

test("an expired code says so (the edge's answer is made up: its clock cannot be moved here)", async ({ page, visitor, noise }) => {
  noise.allow(/status of 422 .*\/api\/sign-in/);
  const detail = "This code has expired. Request a new one.";
  const expired = problem(422, "code_ended", detail, { field: "code", errors: [{ field: "code", detail }] });
  await page.route("**/api/sign-in", (route) => route.fulfill(expired));
  await page.goto("/sign-in");
  await askForCode(page, visitor);
  await codeField(page).fill(await visitor.code());
  await expect(page.getByText(detail)).toBeVisible();
});

test("a code that is waited for survives a reload, and is forgotten after ten minutes", async ({ page, visitor }) => {
  await page.clock.install();
  await page.goto("/sign-in");
  await askForCode(page, visitor);
  await page.reload();
  await expect(codeField(page)).toBeVisible();
  await expect(page.getByText(visitor.email)).toBeVisible();
  await page.clock.fastForward("10:01");
  await page.reload();
  await expect(page.getByLabel("E-mail address")).toBeVisible();
});

test("the sixth code in an hour is refused, with how long to wait", async ({ page, visitor, noise }) => {
  noise.allow(/status of 429 /);
  for (let sent = 0; sent < 5; sent++) {
    expect((await visitor.api.post("/api/sign-in/code", { email: visitor.email })).status()).toBe(200);
  }
  const sixth = await visitor.api.post("/api/sign-in/code", { email: visitor.email.toUpperCase() });
  expect(sixth.status()).toBe(429);
  expect(Number(sixth.headers()["retry-after"])).toBeGreaterThan(3500);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(visitor.email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toContainText(/\d+ minutes|hour/);
  await expect(page.getByLabel("E-mail address")).toHaveValue(visitor.email);
});

test("a code works only in the browser that asked for it", async ({ page, visitor, newBrowser, noise }) => {
  noise.allow(/status of 422 .*\/api\/sign-in/);
  await page.goto("/sign-in");
  await askForCode(page, visitor);
  const code = await visitor.code();

  const thief = await newBrowser();
  const without = await thief.request.post("/api/sign-in", { data: { code }, headers: { Origin: visitor.api.origin } });
  expect(without.status()).toBe(422);
  expect((await without.json()).detail).toBe("This browser has no code to enter. Request a new one.");

  // Nor does it help to have asked for one of one's own.
  const other = await thief.newPage();
  const accomplice = new Person(thief.request, visitor.api.origin);
  await other.goto("/sign-in");
  await askForCode(other, accomplice);
  await codeField(other).fill(code === (await accomplice.code()) ? wrongCode(code) : code);
  await expect(other.getByText("That is not the code.")).toBeVisible();

  await codeField(page).fill(code);
  await expect(page).toHaveURL("/");
});

test("a code works once", async ({ page, visitor }) => {
  await page.goto("/sign-in");
  await askForCode(page, visitor);
  const code = await visitor.code();
  const [cookie] = (await page.context().cookies()).filter((cookie) => cookie.name.includes("sign_in"));
  await codeField(page).fill(code);
  await expect(page).toHaveURL("/");
  await page.context().addCookies([cookie]);
  const again = await visitor.api.post("/api/sign-in", { code });
  expect(again.status()).toBe(422);
  expect((await again.json()).detail).toBe("This code was already used. Request a new one.");
});

test("known and unknown addresses get the same answer", async ({ person, newBrowser }) => {
  const { request } = await newBrowser();
  const ask = async (email: string) => {
    const response = await request.post("/api/sign-in/code", { data: { email }, headers: { Origin: person.api.origin } });
    return { status: response.status(), fields: Object.keys(await response.json()) };
  };
  expect(await ask(person.email)).toEqual(await ask(`nobody-${person.email}`));
});

test("what is no address is refused at the field, before anything is sent", async ({ page, visitor }) => {
  await page.goto("/sign-in");
  // Until the app is there, the edge says it.
  await expect(page.locator("#boot")).toHaveCount(0);
  const address = page.getByLabel("E-mail address");
  await expect(address).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Enter an e-mail address.")).toBeVisible();
  await address.fill("anna");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Enter one e-mail address, such as anna@example.com.")).toBeVisible();
  await expect(address).toHaveAccessibleDescription(/Enter one e-mail address/);
  await address.fill(visitor.email);
  await expect(page.getByText("Enter one e-mail address")).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(codeField(page)).toBeFocused();
  await page.getByRole("button", { name: "Use another address" }).click();
  await expect(address).toBeVisible();
});

test("signing in once signs in every tab of the browser", async ({ context, visitor }) => {
  const [one, other] = [await context.newPage(), await context.newPage()];
  await other.goto("/sign-in?return_to=%2Forganizations");
  await expect(other.getByLabel("E-mail address")).toBeVisible();
  await one.bringToFront();
  await one.goto("/sign-in");
  await signIn(one, visitor);
  await expect(one).toHaveURL("/");
  await expect(other).toHaveURL("/organizations");
});

test("the mailbox shows a code for sign-in mails alone; an invite has a link instead", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Acme");
  const anna = await Person.inBrowser(await newBrowser(), baseURL!);
  // Some of so many links have six digits in a row, and the note tries to be a link of its own.
  const note = "Look:\n\nhttps://evil.example/invites/000000";
  const emails = [anna.email, ...Array.from({ length: 3 }, (_, at) => `${at}-${anna.email}`)];
  const invites = `/api/organizations/${organization.slug}/invites`;
  expect((await person.api.post(invites, { emails, role: "viewer", note })).status()).toBe(201);
  await page.goto("/mailbox");
  const mail = page.getByRole("listitem").filter({ hasText: `To ${anna.email}` }).filter({ hasText: "invites you to" });
  await expect(mail).toHaveCount(1);
  await expect(page.getByRole("listitem").filter({ hasText: "invites you to" }).locator("output")).toHaveCount(0);
  await expect(mail.getByRole("link", { name: "Open invite" })).toHaveAttribute("href", /^\/invites\/[0-9a-f]{64}$/);
});

test("pages and answers of invites ask not to be listed by searches", async ({ page, request, noise }) => {
  noise.allow(/status of 404 .*\/api\//);
  for (const path of ["/invites/0123abcd", "/api/invites/0123abcd"]) {
    expect((await request.get(path)).headers()["x-robots-tag"], path).toBe("noindex");
  }
  expect((await request.get("/sign-in")).headers()).not.toHaveProperty("x-robots-tag");
  await page.goto("/invites/0123abcd");
  await expect(page.locator('head meta[name="robots"]')).toHaveAttribute("content", "noindex");
  const robots = await (await request.get("/robots.txt")).text();
  expect(robots, "what may not be looked at can't say that it must not be listed").toContain("Allow: /invites/");
});

test("the mailbox shows a mail that comes while one looks at it", async ({ page, visitor }) => {
  await page.goto("/mailbox");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mailbox");
  expect((await visitor.api.post("/api/sign-in/code", { email: visitor.email })).status()).toBe(200);
  const mail = page.getByRole("listitem").filter({ hasText: visitor.email });
  await expect(mail.locator("output")).toHaveText(await visitor.code());
});
