import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { projectRow, tab } from "./support/bar";
import { Configured } from "./support/configuration";
import { signIn } from "./support/sign-in";
import { holdWasm } from "./support/wasm";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

for (const language of ["C", "", "en-US@posix"]) {
  test(`a browser whose language is "${language}" shows numbers and dates`, async ({ page, person }) => {
    await page.addInitScript((said) => Object.defineProperty(navigator, "language", { get: () => said }), language);
    const shop = await Configured.create(person.api);
    for (const [address, title] of [
      [`/o/${shop.organization.slug}`, "Projects"],
      [`/o/${shop.organization.slug}/members`, "Members"],
      [`/o/${shop.organization.slug}/billing`, "Billing"],
      [`/o/${shop.organization.slug}/billing/usage`, "Usage"],
      [shop.page("sandbox"), "Shop"],
      [shop.page("sandbox/versions"), "Versions"],
      [shop.page("sandbox/configuration"), "Configuration"],
    ]) {
      await page.goto(address);
      await expect(heading(page), address).toHaveText(title);
    }
    await tab(page, "Projects").or(page.getByRole("link", { name: "Portico, home" })).first().click();
    await expect(heading(page)).toHaveText("Projects");
  });
}

test("a key whose end nobody can write down is shown as such, and can be revoked", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  expect((await person.api.post(shop.at("sandbox", "keys"), { name: "Server" })).status()).toBe(201);
  await page.route("**/keys", async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    answer.keys[0].expires_at = 8640000000000001;
    answer.keys[0].last_used_at = -8640000000000001;
    await route.fulfill({ response, json: answer });
  });
  await page.goto(shop.page("sandbox/configuration"));
  await expect(heading(page)).toHaveText("Configuration");
  await page.getByRole("link", { name: "Keys", exact: true }).click();
  const row = page.getByRole("list", { name: "Server keys" }).getByRole("listitem");
  await expect(row).toContainText("expires Unknown date");
  await row.getByRole("button", { name: "Revoke Server" }).click();
  await expect(page.getByRole("dialog", { name: "Revoke Server?" })).toBeVisible();
});

for (const [situation, script] of Object.entries({
  "that forbids storage": () => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      });
    }
  },
  "whose storage is full": () => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  },
  "without the newer calls": () => {
    Object.defineProperty(crypto, "randomUUID", { value: undefined });
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    Object.assign(window, { BroadcastChannel: undefined, requestIdleCallback: undefined });
    Object.defineProperty(AbortSignal, "timeout", { value: undefined });
  },
})) {
  test(`a project is made in a browser ${situation}`, async ({ page, person }) => {
    await page.addInitScript(script);
    const organization = await person.api.createOrganization("Acme");
    await page.goto(`/o/${organization.slug}/new`);
    await page.getByLabel("Project Name").fill("Shop");
    await page.getByRole("button", { name: "Create project" }).click();
    await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
    await expect(heading(page)).toHaveText("Shop");
    await page.getByRole("button", { name: "Copy sandbox environment ID" }).first().click();
    await page.goto("/account");
    await expect(heading(page)).toHaveText("Account");
  });
}

test("whoever signs in before the app is there is led on, though the browser cannot tell its other tabs", async ({ page, visitor }) => {
  await page.addInitScript(() => Object.assign(window, { BroadcastChannel: undefined }));
  const release = await holdWasm(page);
  await page.goto("/sign-in?return_to=%2Forganizations", { waitUntil: "domcontentloaded" });
  await signIn(page, visitor);
  await expect(page).toHaveURL("/organizations");
  release();
  await expect(heading(page)).toHaveText("Organizations");
});

test("a browser that refuses to write an address goes on to the page all the same", async ({ page, person, noise }) => {
  noise.allow(/more than 100 times/);
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProject(organization, "Shop");
  await page.addInitScript(() => {
    History.prototype.pushState = History.prototype.replaceState = () => {
      throw new DOMException("more than 100 times in 30 seconds", "SecurityError");
    };
  });
  await page.goto(`/o/${organization.slug}`);
  await projectRow(page, "Shop").click();
  await expect(heading(page)).toHaveText("Shop");
  await page.getByRole("link", { name: "Keys", exact: true }).click();
  await expect(heading(page)).toHaveText("Keys");
});

test("a page whose code stopped says so and offers to reload, also above a dialog", async ({ page, person, noise }) => {
  noise.allow(/boom/, /unreachable/, /uncaught/);
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox/keys"));
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  // What no code of ours expects: the clock throws.
  await page.evaluate(() => {
    Date.now = () => {
      throw new Error("boom");
    };
    window.dispatchEvent(new Event("focus"));
  });
  const stopped = page.getByRole("alertdialog");
  await expect(stopped).toContainText("Something went wrong on our side, and this page has stopped.");
  await expect(stopped.getByRole("button", { name: "Reload" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(stopped).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(stopped).toBeHidden();
  await expect(heading(page)).toHaveText("Keys");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
});

test("an error that is not of our code stops nothing", async ({ page, person, noise }) => {
  noise.allow(/of an extension/, /ResizeObserver/, /^uncaught: $/);
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}`);
  await expect(heading(page)).toHaveText("Projects");
  await page.evaluate(() => {
    window.dispatchEvent(new ErrorEvent("error", { error: new Error("of an extension"), message: "of an extension" }));
    window.dispatchEvent(new ErrorEvent("error", { message: "ResizeObserver loop completed with undelivered notifications." }));
    void Promise.reject(new DOMException("of an extension", "AbortError"));
  });
  await tab(page, "Organizations").click();
  await expect(heading(page)).toHaveText("Organizations");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
});
