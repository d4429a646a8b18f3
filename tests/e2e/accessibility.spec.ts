import { expectAccessible } from "./support/axe";
import { expect, test } from "./support/fixtures";
import { organizations, projects } from "./support/bar";
import { close } from "./support/closed";
import { Configured, setting } from "./support/configuration";
import { askForCode, codeField } from "./support/sign-in";
import { holdWasm } from "./support/wasm";
import { wrongCode } from "./support/person";

test.describe("axe finds nothing", () => {
  test.use({ viewport: { width: 1280, height: 844 }, colorScheme: "light" });

  test("on open dropdowns and menus", async ({ page, person }) => {
    test.slow();
    const organization = await person.api.createOrganization("Acme");
    await person.api.createProjects(organization, ["Anvil", "Bellows"]);
    await page.goto(`/o/${organization.slug}/p/anvil/live`);
    for (const dropdown of [organizations(page), projects(page)]) {
      await dropdown.button.click();
      await expect(dropdown.current).toBeVisible();
      await expectAccessible(page, "dropdown");
      await dropdown.search.fill("zeppelin");
      await expect(dropdown.entries).toHaveCount(1);
      await expectAccessible(page, "dropdown without a row");
      await page.keyboard.press("Escape");
    }
    await page.getByRole("button", { name: "Account" }).click();
    await expect(page.getByRole("menu")).toBeVisible();
    await expectAccessible(page, "account menu");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toContainText("Show this list");
    await expectAccessible(page, "keyboard shortcuts");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Go to" });
    await expect(palette.getByRole("option", { name: /^Edit configuration/ })).toBeVisible();
    await expectAccessible(page, "palette");
    await palette.getByRole("combobox").fill("zeppelin");
    await expect(palette).toContainText("Nothing matches.");
    await expectAccessible(page, "palette without an entry");
  });

  test("on the dialogs of billing, of moving and of deleting a project, and on a plan that is full or cancelled", async ({ page, person }) => {
    test.slow();
    const [organization, other] = [await person.api.createOrganization("Acme"), await person.api.createOrganization("Other")];
    await person.api.createProjects(organization, ["One", "Two", "Three"]);
    await page.goto(`/o/${organization.slug}/new`);
    await expect(page.getByRole("main").getByRole("link", { name: "Change the plan" })).toBeVisible();
    await expectAccessible(page, "full");
    await page.goto(`/o/${organization.slug}/billing`);
    await page.getByRole("button", { name: "Change plan" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: /^Enterprise/ }).check();
    await expect(dialog).toContainText("It takes effect at once");
    await expectAccessible(page, "change plan");
    await dialog.getByRole("button", { name: "Change to Enterprise" }).click();
    await expect(dialog).toHaveCount(0);
    await person.api.choosePlan(organization, "free");
    await page.reload();
    await expect(page.getByRole("button", { name: "Keep Enterprise" })).toBeVisible();
    await expectAccessible(page, "cancelled");
    await page.goto(`/o/${organization.slug}/p/one/settings`);
    await page.getByRole("button", { name: "Offer project" }).click();
    await dialog.getByLabel("Slug of the other organization").fill(other.slug);
    await dialog.getByLabel("Type the project's name to confirm").fill("One");
    await expect(dialog).toContainText(`${other.name} (Free plan) has room for it now`);
    await expectAccessible(page, "offer");
    await dialog.getByRole("button", { name: "Offer project" }).click();
    await expect(page.getByRole("button", { name: "Withdraw offer" })).toBeVisible();
    await expectAccessible(page, "offered");
    await page.goto(`/o/${other.slug}`);
    await page.getByRole("link", { name: "Answer the offer" }).click();
    await expect(page.getByRole("button", { name: "Decline" })).toBeVisible();
    await expectAccessible(page, "incoming offer");
    await page.getByRole("button", { name: "Accept" }).click();
    await expectAccessible(page, "accept");
    await dialog.getByRole("button", { name: "Accept project" }).click();
    await expect(page).toHaveURL(`/o/${other.slug}/p/one/sandbox`);
    await page.goto(`/o/${organization.slug}/trash`);
    await page.getByRole("button", { name: "Take back One" }).click();
    await expectAccessible(page, "take back");
    await dialog.getByRole("button", { name: "Take project back" }).click();
    await expect(page).toHaveURL(`/o/${organization.slug}/p/one/sandbox`);
    await page.goto(`/o/${organization.slug}/p/one/settings`);
    await page.getByRole("region", { name: "Delete project" }).getByRole("button").click();
    await dialog.getByRole("textbox").fill("One");
    await expectAccessible(page, "delete");
    await dialog.getByRole("button", { name: "Delete project" }).click();
    await page.getByRole("link", { name: "Open trash" }).click();
    await page.getByRole("button", { name: "Restore One" }).click();
    await expect(dialog.getByRole("textbox")).toHaveValue("One");
    await expectAccessible(page, "restore");
  });

  test("on the dialogs of the configuration, and where a setting is changed, wrong or changed twice", async ({ page, person }) => {
    test.slow();
    const shop = await Configured.create(person.api);
    await shop.publishLive();
    await shop.publish("sandbox", { "auth.session_length": 60 });
    await shop.save("sandbox", { "auth.session_length": 70 });
    await person.api.post(shop.at("sandbox", "versions/1/roll-back"), { version: 2, message: "Back" });
    await page.goto(shop.page("sandbox/configuration"));
    await setting(page, "Allowed origins").getByRole("textbox").fill("not an address");
    await setting(page, "Signing secret").getByRole("button", { name: "Set value" }).click();
    await expect(page.getByRole("group", { name: "Session length: changed twice" })).toBeVisible();
    await expectAccessible(page, "settings");
    for (const [address, button, closes] of [
      ["sandbox/versions?compare=1..2", null, false],
      ["sandbox/configuration?history=auth.session_length", null, false],
      ["live/keys", "Create key", true],
      ["promote", null, false],
      ["schema", "Add setting", true],
      ["schema", "Remove Sign-up", true],
      ["schema", "Edit Session length", true],
    ] as const) {
      await page.goto(shop.page(address));
      if (address === "promote") {
        await page.getByLabel("Display name").check();
        await page.getByRole("button", { name: /^Promote \d/ }).click();
      }
      if (button) await page.getByRole("button", { name: button, exact: true }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
      await expectAccessible(page, `${address} ${button}`);
      if (closes) await page.keyboard.press("Escape");
    }
  });

  test("on an organization that asks for another sign-in, on an account with providers, and on an entry of the audit log", async ({ page, person, noise }) => {
    test.slow();
    noise.allow(/status of 403/);
    const organization = await person.api.createOrganization("Acme");
    await page.goto(`/o/${organization.slug}/audit`);
    await page.getByRole("button", { name: "Created the organization: Acme" }).click();
    await expect(page.getByRole("dialog", { name: "Created the organization" })).toBeVisible();
    await expectAccessible(page, "entry of the audit log");

    const link = { email: person.email, linked_at: Date.now(), last_used_at: null };
    const linked = [
      { provider: { id: "ours", name: "Our ID" }, is_available: true, link },
      { provider: { id: "other", name: "Other" }, is_available: true, link: null },
      { provider: { id: "gone", name: "gone" }, is_available: false, link },
    ];
    await page.route("**/api/account/providers", (route) => route.fulfill({ json: { providers: linked } }));
    await page.goto("/account");
    const providers = page.getByRole("region", { name: "Sign-in providers" });
    await expect(providers.getByRole("listitem")).toHaveCount(3);
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    await expectAccessible(page, "account with providers");
    await page.getByRole("main").getByRole("button", { name: "Delete account" }).click();
    await expect(page.getByRole("dialog", { name: "Delete your account?" })).toBeVisible();
    await expectAccessible(page, "delete account");

    // To an Owner it says more than to a member.
    await close(page, organization.slug, true);
    await page.goto(`/o/${organization.slug}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Acme requires a different sign-in");
    await expect(page.getByRole("button", { name: "Remove sign-in requirements" })).toBeVisible();
    await expectAccessible(page, "closed organization");
    await page.getByRole("main").getByRole("button", { name: "Leave organization" }).click();
    await expect(page.getByRole("dialog", { name: "Leave Acme?" })).toBeVisible();
    await expectAccessible(page, "leave a closed organization");
  });

  test("on the way in, before the app is there", async ({ page, visitor, noise }) => {
    test.slow();
    noise.allow(/status of 422/);
    await holdWasm(page);
    await page.goto("/sign-in", { waitUntil: "domcontentloaded" });
    await page.getByRole("button", { name: "Send code" }).click();
    await expect(page.getByText("Enter an e-mail address.")).toBeVisible();
    await expectAccessible(page, "address refused");
    await askForCode(page, visitor);
    await expectAccessible(page, "code");
    await codeField(page).fill(wrongCode(await visitor.code()));
    await expect(page.getByText("That is not the code.")).toBeVisible();
    await expectAccessible(page, "code refused");
  });

  test("on the way in, and on forms that were refused", async ({ page, visitor, noise }) => {
    test.slow();
    noise.allow(/status of 422/);
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Send code" }).click();
    await expect(page.getByText("Enter an e-mail address.")).toBeVisible();
    await expect(page).toHaveTitle("Sign in – Portico");
    await expectAccessible(page, "address refused");
    await askForCode(page, visitor);
    await expectAccessible(page, "code");
    await codeField(page).fill(wrongCode(await visitor.code()));
    await expect(page.getByText("That is not the code.")).toBeVisible();
    await expectAccessible(page, "code refused");
    await codeField(page).fill(await visitor.code());
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome to Portico");
    await expectAccessible(page, "welcome");
    await page.goto("/new");
    await page.getByRole("button", { name: "Create organization" }).click();
    await expect(page.getByText("Enter the website of the organization.")).toBeVisible();
    await expectAccessible(page, "organization refused");
    await page.getByLabel("Organization Name").fill("Acme");
    await page.getByLabel("Website URL").fill("https://example.com");
    await page.getByRole("button", { name: "Create organization" }).click();
    const toast = page.getByRole("status").filter({ hasText: "Acme created" });
    // It stays as long as the keyboard is on it.
    await toast.getByRole("button", { name: "Dismiss" }).focus();
    await expectAccessible(page, "toast");
  });
});
