import type { Page, Route } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { Configured, bar, setting, toast } from "./support/configuration";

const SENTENCE = "No answer yet.";
const again = (page: Page) => page.getByRole("button", { name: "Try again" });
const stop = (page: Page) => page.getByRole("button", { name: "Stop waiting" });

/** Lets the first request of a kind reach the server, and keeps its answer for ever. Answers what was sent. */
async function stallFirst(page: Page, url: string, method: string, origin: string) {
  const sent: { key: string; body: string | null }[] = [];
  let arrived = () => {};
  const first = new Promise<void>((resolve) => (arrived = resolve));
  await page.route(url, async (route: Route) => {
    const request = route.request();
    if (request.method() !== method) return route.continue();
    const headers = await request.allHeaders();
    sent.push({ key: headers["idempotency-key"], body: request.postData() });
    if (sent.length > 1) return route.continue();
    await route.fetch({ headers: { ...headers, origin } });
    arrived();
  });
  return { sent, first };
}

test.beforeEach(async ({ page }) => page.clock.install());

test("a form whose answer does not come says so after five seconds; trying again has one effect", async ({ page, person, baseURL }) => {
  const organization = await person.api.createOrganization();
  const { sent, first } = await stallFirst(page, "**/api/organizations/*/projects", "POST", baseURL!);
  await page.goto(`/o/${organization.slug}/new`);
  await page.getByLabel("Project Name").fill("Shop");
  await page.getByRole("button", { name: "Create project" }).click();
  await first;
  await expect(page.getByText(SENTENCE)).toHaveCount(0);
  await page.clock.fastForward(5_100);
  await expect(page.getByRole("status").filter({ hasText: SENTENCE })).toBeAttached();
  await expect(stop(page)).toBeVisible();
  await again(page).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
  expect(await person.api.projects(organization)).toHaveLength(1);
});

test("a form that was given up keeps what was typed, and sends it under the same key", async ({ page, person, baseURL }) => {
  const organization = await person.api.createOrganization();
  const { sent, first } = await stallFirst(page, "**/api/organizations/*/projects", "POST", baseURL!);
  await page.goto(`/o/${organization.slug}/new`);
  await page.getByLabel("Project Name").fill("Shop");
  const create = page.getByRole("button", { name: "Create project" });
  await create.click();
  await first;
  await page.clock.fastForward(5_100);
  await stop(page).click();
  await expect(create).toBeFocused();
  await expect(create).not.toHaveAttribute("aria-busy", "true");
  await expect(page.getByRole("alert")).toContainText("It's safe to try again");
  await expect(page.getByLabel("Project Name")).toHaveValue("Shop");
  await create.click();
  await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
  expect(sent[1]).toEqual(sent[0]);
  expect(await person.api.projects(organization)).toHaveLength(1);
});

test("an edit goes out under a key as well, and again under the same one", async ({ page, person, baseURL }) => {
  const organization = await person.api.createOrganization();
  const { sent, first } = await stallFirst(page, "**/api/organizations/*", "PATCH", baseURL!);
  await page.goto(`/o/${organization.slug}/settings`);
  await page.getByLabel("Organization Name").fill("Acme two");
  await page.getByRole("button", { name: "Save changes" }).click();
  await first;
  await page.clock.fastForward(5_100);
  await again(page).click();
  await expect.poll(() => sent.length).toBe(2);
  expect(sent[0].key).toMatch(/^[0-9a-f-]{36}$/);
  expect(sent[1]).toEqual(sent[0]);
});

test("a dialog whose answer does not come can be given up, and then closed", async ({ page, person, baseURL }) => {
  const shop = await Configured.create(person.api);
  expect((await person.api.post(shop.at("sandbox", "keys"), { name: "Server" })).status()).toBe(201);
  const { sent, first } = await stallFirst(page, "**/keys/*", "DELETE", baseURL!);
  await page.goto(shop.page("sandbox/keys"));
  await page.getByRole("button", { name: "Revoke Server" }).click();
  const dialog = page.getByRole("dialog");
  const revoke = dialog.getByRole("button", { name: "Revoke key" });
  await revoke.click();
  await first;
  await page.keyboard.press("Escape");
  await expect(dialog, "while it is under way").toBeVisible();
  await page.clock.fastForward(5_100);
  await stop(page).click();
  await expect(revoke).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  // It did arrive, and the page finds out.
  await expect(page.getByRole("list", { name: "Server keys" })).toContainText("Revoked");
  expect(sent).toHaveLength(1);
});

/** Publishes version 2 to the sandbox, and takes it back: the first answer to that does not come. */
async function undoStalled(page: Page, shop: Configured, origin: string) {
  await page.goto(shop.page("sandbox/configuration"));
  await setting(page, "Session length").getByRole("textbox").fill("60");
  await bar(page).getByRole("button", { name: "Publish…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish to sandbox" }).click();
  const { sent, first } = await stallFirst(page, "**/versions/1/roll-back", "POST", origin);
  await toast(page, "Version 2 published to sandbox").getByRole("button", { name: "Undo" }).click();
  await first;
  // The message, and what it does, go along to another page.
  await page.getByRole("link", { name: "Keys", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Keys");
  await page.clock.fastForward(5_100);
  return sent;
}

test("an undo whose answer does not come says so until it is done; trying again has one effect", async ({ page, person, baseURL }) => {
  const shop = await Configured.create(person.api);
  const sent = await undoStalled(page, shop, baseURL!);
  const note = toast(page, SENTENCE);
  await note.getByRole("button", { name: "Try again" }).click();
  await expect(toast(page, "Version 3 holds the values of version 1 again")).toBeVisible();
  await expect(note).toHaveCount(0);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
  expect((await person.api.get(shop.at("sandbox", "versions"))).versions).toHaveLength(3);
});

test("an undo that was given up is sent under the same key when it is tried again", async ({ page, person, baseURL }) => {
  const shop = await Configured.create(person.api);
  const sent = await undoStalled(page, shop, baseURL!);
  await toast(page, SENTENCE).getByRole("button", { name: "Stop waiting" }).click();
  await toast(page, "No answer came.").getByRole("button", { name: "Try again" }).click();
  await expect(toast(page, "Version 3 holds the values of version 1 again")).toBeVisible();
  expect(sent[1]).toEqual(sent[0]);
  expect((await person.api.get(shop.at("sandbox", "versions"))).versions).toHaveLength(3);
});

test("signing out that gets no answer says so", async ({ page, person }) => {
  await person.api.createOrganization();
  await page.route("**/api/sign-out", () => {});
  await page.goto("/organizations");
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.clock.fastForward(5_100);
  await expect(toast(page, "Portico has not answered.")).toBeVisible();
});
