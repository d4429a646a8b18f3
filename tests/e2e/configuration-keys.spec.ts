import { ok } from "./support/api";
import { expect, test } from "./support/fixtures";
import { Configured, SECRET, toast } from "./support/configuration";
import { isPost, loseAnswer } from "./support/problems";

test("a key is shown once, reads the secrets, and dies with the next request when it is revoked", async ({ page, context, person, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL! });
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", {}, { "auth.signing_secret": SECRET });
  await page.goto(shop.page("sandbox/keys"));
  await expect(page.getByText(shop.project.sandbox.id, { exact: true })).toBeVisible();
  await expect(page.getByText("Not a secret: you can put it in the code")).toBeVisible();
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Name").fill("Web server");
  await dialog.getByLabel("Expires after").selectOption({ label: "30 days" });
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(dialog).toContainText("this is the only time it is shown");
  const token = await dialog.locator("code").innerText();
  expect(token).toMatch(/^sk_sandbox_\w{33}$/);
  await dialog.getByRole("button", { name: "Copy key" }).click();
  await expect(dialog.getByRole("status").filter({ hasText: "Copied" })).toBeAttached();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token);
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await page.reload();
  const row = page.getByRole("list", { name: "Server keys" }).getByRole("listitem");
  await expect(row).toContainText(`sk_sandbox_…${token.slice(-4)}`);
  await expect(row).toContainText(`Created by ${person.email}`);
  await expect(row).toContainText("never used");
  expect(await page.content()).not.toContain(token);

  const authorization = { Authorization: `Bearer ${token}` };
  const read = await shop.read(page.request, "sandbox", authorization);
  expect(read.headers()["cache-control"]).toContain("no-store");
  expect(await read.json()).toMatchObject({ "auth.signing_secret": SECRET });
  expect((await shop.read(page.request, "live", authorization)).status(), "a sandbox key never reads live").toBe(401);

  await row.getByRole("button", { name: "Revoke Web server" }).click();
  await expect(dialog).toContainText("It stops working at once");
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await expect(toast(page, "Web server revoked")).toBeVisible();
  await expect(row).toContainText("Revoked");
  await expect(row.getByRole("button", { name: "Revoke Web server" })).toHaveCount(0);
  expect((await shop.read(page.request, "sandbox", authorization)).status()).toBe(401);
});

test("two keys work side by side for a rotation", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  const tokens: string[] = [];
  for (const name of ["Old", "New"]) {
    tokens.push((await ok(person.api.post(shop.at("sandbox", "keys"), { name }))).token);
  }
  for (const token of tokens) {
    expect((await shop.read(page.request, "sandbox", { Authorization: `Bearer ${token}` })).status()).toBe(200);
  }
  await page.goto(shop.page("sandbox/keys"));
  const rows = page.getByRole("list", { name: "Server keys" }).getByRole("listitem");
  await expect(rows).toHaveText([/^New/, /^Old/]);
  await expect(rows).toContainText([/Active/, /Active/]);
});

test("a lost answer and another try make one key", async ({ page, person, noise, baseURL }) => {
  noise.allow(/ERR_/, /Failed to load/);
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox/keys"));
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Once");
  let lost = false;
  await page.route("**/keys", (route) => {
    if (lost || !isPost(route.request())) return route.continue();
    lost = true;
    return loseAnswer(route, baseURL!);
  });
  await dialog.getByRole("button", { name: "Create key" }).click();
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(dialog).toContainText("this is the only time it is shown");
  const { keys } = await person.api.get(shop.at("sandbox", "keys"));
  expect(keys).toHaveLength(1);
});
