import type { Page } from "@playwright/test";
import { toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { Person } from "./support/person";

const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0";
const EDGE = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0";

const LIST = "**/api/account/sessions";

const section = (page: Page) => page.getByRole("region", { name: "Sessions" });
const rows = (page: Page) => section(page).getByRole("listitem");
const signOut = (page: Page, name: string) => section(page).getByRole("button", { name: new RegExp(`^Sign out of ${name}, signed in `) });
const everywhereElse = (page: Page) => section(page).getByRole("button", { name: "Sign out everywhere else" });
const heading = (page: Page) => section(page).getByRole("heading", { name: "Sessions" });

/** How the edge answers somebody who asks who is signed in. */
const status = async (person: Person) => (await person.api.request.get("/api/session")).status();

test("a browser that is signed out from another one lands on the sign-in page with its next step", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Acme");
  const phone = await newBrowser({ userAgent: IPHONE });
  await new Person(phone.request, baseURL!, person.email).signIn();
  const there = await phone.newPage();
  await there.goto(`/o/${organization.slug}`);
  await expect(there.getByRole("heading", { level: 1 })).toHaveText("Projects");

  await page.goto("/account");
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).first()).toContainText("Chrome on");
  await expect(rows(page).first()).toContainText("This browser");
  await expect(rows(page).first()).toContainText("active now");
  await expect(rows(page).first().getByRole("button")).toHaveCount(0);
  await expect(rows(page).last()).toContainText("Safari on iPhone");
  await expect(rows(page).last()).toContainText("signed in with a code just now");
  await signOut(page, "Safari on iPhone").click();
  await expect(toast(page, "Safari on iPhone signed out")).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await expect(section(page)).toContainText("You are signed in only in this browser.");
  await expect(everywhereElse(page)).toHaveCount(0);
  await expect(heading(page)).toBeFocused();

  await there.getByRole("link", { name: "Members" }).click();
  await expect(there).toHaveURL(/\/sign-in\?return_to=/);
  await expect(there.getByLabel("E-mail address")).toBeVisible();
  expect(await status(person)).toBe(200);
});

test("signing out everywhere else leaves this browser signed in", async ({ page, person }) => {
  const others = [await person.elsewhere(IPHONE), await person.elsewhere(FIREFOX)];
  await page.goto("/account");
  await expect(rows(page)).toHaveCount(3);
  await everywhereElse(page).focus();
  await page.keyboard.press("Enter");
  await expect(toast(page, "Signed out of 2 other sessions")).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await expect(heading(page)).toBeFocused();
  for (const other of others) expect(await status(other)).toBe(401);
  expect(await status(person)).toBe(200);
});

test("by keyboard the next row follows one that goes, then the one before, then the heading", async ({ page, person }) => {
  for (const browser of [IPHONE, FIREFOX, EDGE]) await person.elsewhere(browser);
  await page.goto("/account");
  // The one used last comes first.
  await expect(rows(page)).toContainText(["This browser", "Edge on macOS", "Firefox on Windows", "Safari on iPhone"]);
  await signOut(page, "Edge on macOS").focus();
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(3);
  await expect(signOut(page, "Firefox on Windows")).toBeFocused();
  await signOut(page, "Safari on iPhone").focus();
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(2);
  await expect(signOut(page, "Firefox on Windows")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(1);
  await expect(heading(page)).toBeFocused();
});

test("the second click of a double click does not sign out the row that has moved up", async ({ page, person }) => {
  for (const browser of [IPHONE, FIREFOX]) await person.elsewhere(browser);
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "DELETE") sent.push(request.url());
  });
  await page.goto("/account");
  await signOut(page, "Firefox on Windows").hover();
  await page.mouse.down();
  await page.mouse.up();
  await expect(rows(page)).toHaveCount(2);
  await expect(toast(page, "Firefox on Windows signed out")).toBeVisible();
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  // A single click there is one.
  await signOut(page, "Safari on iPhone").click();
  await expect(rows(page)).toHaveCount(1);
  expect(sent).toHaveLength(2);
});

test("a row that was signed out elsewhere meanwhile goes away without an error", async ({ page, person, noise }) => {
  noise.allow(/status of 404 .*\/api\/account\/sessions\//);
  const phone = await person.elsewhere(IPHONE);
  await person.elsewhere(FIREFOX);
  await page.goto("/account");
  await expect(rows(page)).toHaveCount(3);
  expect((await phone.api.post("/api/sign-out", {})).status()).toBe(200);
  await signOut(page, "Safari on iPhone").click();
  await expect(toast(page, "Safari on iPhone signed out")).toBeVisible();
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a list that can't be had says so, and comes when it is tried again", async ({ page, person, noise }) => {
  noise.allow(/ERR_CONNECTION_RESET/);
  await person.elsewhere(IPHONE);
  await page.route(LIST, (route) => route.abort("connectionreset"));
  await page.goto("/account");
  await expect(section(page)).toContainText("Portico could not be reached");
  // The rest of the page is there.
  await expect(page.getByLabel("Name", { exact: true })).toBeVisible();
  await page.unroute(LIST);
  await section(page).getByRole("button", { name: "Try again" }).click();
  await expect(rows(page)).toHaveCount(2);
});

test("long names of browsers and many rows fit on a phone, and countries are called by name", async ({ page, person }) => {
  await person.elsewhere(IPHONE);
  const { sessions } = await person.api.get("/api/account/sessions");
  const many = Array.from({ length: 99 }, (_, number) => ({
    ...sessions[1],
    id: `s${number}`,
    country: "BA",
    user_agent: `${number % 2 ? "SamsungBrowser/ Android " : ""}${"W".repeat(180)}`,
  }));
  await page.route(LIST, (route) => route.fulfill({ json: { sessions: [sessions[0], ...many] } }));
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/account");
  await expect(rows(page)).toHaveCount(100);
  await expect(rows(page).nth(1)).toContainText("Unknown browser");
  await expect(rows(page).nth(2)).toContainText("Samsung Internet on Android");
  await expect(rows(page).nth(2)).toContainText("Bosnia");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
