import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";

test.use({ ahead: true });

const people = "**/people-*.wasm";
const title = (page: Page) => page.getByRole("heading", { level: 1 });

/** Lets the page do without the code of its chunk. */
async function loseChunk(page: Page) {
  await page.route(people, (route) => route.abort());
}

test.describe("the code of a page", () => {
  test("is there before the page is opened, once the browser had nothing else to do", async ({ page, person }) => {
    const organization = await person.api.createOrganization("Acme");
    const chunk = page.waitForResponse(people);
    await page.goto(`/o/${organization.slug}`);
    await (await chunk).finished();
    await expect(page.getByRole("link", { name: "Members" })).toBeVisible();
    await page.waitForLoadState("networkidle");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.getByRole("link", { name: "Members" }).click();
    await expect(title(page)).toHaveText("Members");
    // Other chunks may still be on their way: the browser fetches them when it has nothing else to do.
    expect(asked.filter((url) => /\/people-[^/]*\.wasm$/.test(url))).toEqual([]);
  });

  test("is asked for by nobody who wants few bytes, until its page is opened", async ({ page, person }) => {
    const organization = await person.api.createOrganization("Acme");
    // The page of an empty list has a form, which is in a chunk.
    await person.api.createProject(organization, "Shop");
    await page.addInitScript(() => {
      Object.defineProperty(navigator, "connection", { value: { saveData: true, effectiveType: "4g" } });
      // The browser has nothing to do at once.
      window.requestIdleCallback = (act) => setTimeout(() => (act({} as IdleDeadline), document.documentElement.setAttribute("data-idle", "")), 0) as unknown as number;
    });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`/o/${organization.slug}`);
    await expect(page.locator("html")).toHaveAttribute("data-idle", "");
    await page.getByRole("link", { name: "Members" }).hover();
    expect(asked.filter((url) => /\/(entry|forms|people|settings)-[^/]*\.wasm$/.test(url))).toEqual([]);
    await page.getByRole("link", { name: "Members" }).click();
    await expect(title(page)).toHaveText("Members");
  });

  test("is asked for when the pointer or the keyboard is on a link to it", async ({ page, person }) => {
    const organization = await person.api.createOrganization("Acme");
    // The page of an empty list has a form, which is in a chunk.
    await person.api.createProject(organization, "Shop");
    // It never has nothing to do.
    await page.addInitScript(() => void (window.requestIdleCallback = () => 0));
    await page.goto(`/o/${organization.slug}`);
    const chunk = page.waitForRequest(people);
    await page.getByRole("link", { name: "Members" }).hover();
    await chunk;
    const forms = page.waitForRequest("**/forms-*.wasm");
    await page.getByRole("navigation", { name: "Organization pages" }).getByRole("link", { name: "Settings" }).focus();
    await forms;
  });

  test("comes together with the first view when the page is opened cold", async ({ page, person }) => {
    const organization = await person.api.createOrganization("Acme");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    // The script that starts the console never comes: whatever is asked for is asked by the page itself.
    await page.route("**/portico-app-*.js", () => {});
    await page.goto(`/o/${organization.slug}/members`, { waitUntil: "commit" });
    await expect.poll(() => asked.some((url) => /\/people-[0-9a-f]+\.wasm$/.test(url))).toBe(true);
    expect(asked.filter((url) => /\/(entry|forms)-[0-9a-f]+\.wasm$/.test(url)), "and no other").toEqual([]);
  });

  test("of the account is fetched without that of the lists of people", async ({ page, person }) => {
    await person.api.createOrganization("Acme");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    // The script that starts the console never comes: whatever is asked for is asked by the page itself.
    await page.route("**/portico-app-*.js", () => {});
    await page.goto("/account", { waitUntil: "commit" });
    await expect.poll(() => asked.some((url) => /\/account-[0-9a-f]+\.wasm$/.test(url))).toBe(true);
    expect(asked.filter((url) => /\/people-[0-9a-f]+\.wasm$/.test(url))).toEqual([]);
  });

  test("that does not arrive is said in place of the page, and trying again brings it", async ({ page, person, noise }) => {
    noise.allow(/ERR_FAILED/, /Failed to fetch/);
    const organization = await person.api.createOrganization("Acme");
    await loseChunk(page);
    await page.goto(`/o/${organization.slug}/members`);
    await expect(page.getByRole("alert")).toContainText("Portico could not be reached");
    await page.unroute(people);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(title(page)).toHaveText("Members");
  });

  test("that neither arrives nor fails is said to be late, and shown when it does arrive", async ({ page, person }) => {
    const organization = await person.api.createOrganization("Acme");
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route(people, async (route) => {
      await held;
      await route.continue();
    });
    await page.clock.install();
    await page.goto(`/o/${organization.slug}/members`, { waitUntil: "domcontentloaded" });
    await expect(page.locator("#boot")).toHaveCount(0);
    await expect(page.getByRole("main").getByRole("status", { name: "Loading" })).toBeVisible();
    await page.clock.fastForward(21_000);
    await expect(page.getByRole("alert")).toContainText("Portico could not be reached");
    release();
    await expect(title(page)).toHaveText("Members");
  });

  test("that is gone from the server is got with a newer console, by trying again", async ({ page, person, noise }) => {
    noise.allow(/ERR_FAILED/, /Failed to fetch/);
    const organization = await person.api.createOrganization("Acme");
    await loseChunk(page);
    await page.goto(`/o/${organization.slug}`);
    await expect(title(page)).toHaveText("Projects");
    await page.getByRole("link", { name: "Members" }).click();
    const again = page.getByRole("button", { name: "Try again" });
    const reloaded = page.waitForEvent("load");
    await again.click();
    await reloaded;
    await page.unroute(people);
    await again.click();
    await expect(title(page)).toHaveText("Members");
    await page.goBack();
    await expect(title(page)).toHaveText("Projects");
  });
});
