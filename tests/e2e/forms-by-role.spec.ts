import { expect, test } from "./support/fixtures";
import { Configured, setting } from "./support/configuration";
import { memberships } from "./support/members";
import { Person } from "./support/person";

/** Fields that take what is typed or chosen. */
const OPEN = ":is(input, textarea, select):not([readonly], :disabled, [aria-disabled=true])";

test("a Viewer reads every form and can type into none, and each says why", async ({ page, person, newBrowser, baseURL }) => {
  const theirs = await newBrowser();
  const owner = await Person.inBrowser(theirs, baseURL!);
  const shop = await Configured.create(owner.api);
  await shop.publish("sandbox", { "auth.session_length": 60 });
  await memberships(owner, shop.organization).join(person, "viewer");
  const at = `/o/${shop.organization.slug}`;
  for (const address of [`${at}/settings`, `${at}/new`, shop.page("settings"), shop.page("schema"), shop.page("sandbox/configuration"), shop.page("live/configuration")]) {
    await page.goto(address);
    await expect(page.getByRole("main").locator(".banner").filter({ hasText: "Your role" }), address).toBeVisible();
    if (address.endsWith("schema")) {
      await page.getByRole("button", { name: "Edit Session length" }).click();
      await expect(page.getByRole("dialog").getByText("Your role is Viewer")).toBeVisible();
    }
    const open = page.locator(":is(.form, .settings) :is(input, textarea, select):not([readonly], :disabled)");
    await expect(open, address).toHaveCount(0);
    await expect(page.locator(":is(.form, .settings) :is(input, textarea)").first()).toBeAttached();
  }
  await page.goto("/account");
  await page.getByLabel("Name").fill("Vera");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Name saved" })).toBeVisible();
});

test("an Admin reads what an organization asks of sign-ins and can change none of it", async ({ page, person, newBrowser, baseURL }) => {
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const shop = await Configured.create(owner.api);
  await memberships(owner, shop.organization).join(person, "admin");
  await page.goto(`/o/${shop.organization.slug}/settings`);
  const security = page.getByRole("region", { name: "Security" });
  await expect(security).toContainText("Your role is Admin. Only Owners can change this.");
  await expect(security.locator(":is(input, select)").first()).toBeAttached();
  await expect(security.locator(OPEN)).toHaveCount(0);
  await expect(page.getByLabel("Organization Name"), "the rest is an Admin's as well").toBeEditable();
});

test("a Developer can type only into what Developers change of a project", async ({ page, person, newBrowser, baseURL }) => {
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const shop = await Configured.create(owner.api);
  await memberships(owner, shop.organization).join(person, "developer");
  for (const address of [shop.page("schema"), shop.page("live/configuration")]) {
    await page.goto(address);
    await expect(page.getByRole("main").locator(".banner").filter({ hasText: "Your role" }), address).toBeVisible();
    if (address.endsWith("schema")) await page.getByRole("button", { name: "Edit Session length" }).click();
    const fields = page.locator(":is(.form, .settings)");
    await expect(fields.locator(":is(input, textarea)").first()).toBeAttached();
    await expect(fields.locator(OPEN), address).toHaveCount(0);
  }
  await page.goto(shop.page("settings"));
  await expect(page.getByLabel("Project Name")).toBeEditable();
  await expect(page.getByLabel(/Developers may publish to live/)).not.toBeEnabled();
  await page.goto(shop.page("sandbox/configuration"));
  await expect(setting(page, "Display name").getByRole("textbox")).toBeEditable();
});
