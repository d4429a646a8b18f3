import { Configured, setting } from "./support/configuration";
import { modeLink } from "./support/bar";
import { expect, test } from "./support/fixtures";
import { Person } from "./support/person";

const settings = (page: import("@playwright/test").Page) => page.getByRole("list", { name: "Settings" }).getByRole("listitem");

test("a new project leads from its first read to live in three steps, and the guide goes once it is there", async ({ page, person }) => {
  test.slow();
  const organization = await person.api.createOrganization("Acme");
  const shop = await Configured.in(person.api, organization, "Shop");
  await page.goto(shop.page("sandbox"));
  const guide = page.getByRole("region", { name: "Three steps to live" });
  const step = (name: string) => guide.getByRole("listitem").filter({ hasText: name });
  await expect(step("Read it")).toHaveAttribute("aria-current", "step");
  await expect(step("Go live")).toContainText(/Live still lacks values for \d+ settings that it requires/);
  await shop.publish("sandbox", { "auth.session_length": 60 });
  await page.reload();
  await expect(step("Change it"), "done, though nothing was read yet").toContainText("done");
  await guide.getByRole("link", { name: "Review and promote" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Promote");
  await page.goto(shop.page("live"));
  await expect(page.getByRole("heading", { name: "Live has never been published" })).toBeVisible();
  await expect(guide).toHaveCount(0);
  await shop.publishLive();
  await page.goto(shop.page("sandbox"));
  await expect(settings(page).first()).toBeVisible();
  await expect(guide).toHaveCount(0);
});

test("the overview shows what both environments hold, marks what differs, searches it, and leads to each setting", async ({ page, person }) => {
  test.slow();
  const organization = await person.api.createOrganization("Acme");
  const shop = await Configured.in(person.api, organization, "Shop");
  await shop.publishLive();
  await page.goto(shop.page("sandbox"));
  const count = page.locator(".values-count");
  await expect(count).toHaveText(/^\d+ settings, \d+ differ|all the same$/);
  await shop.publish("sandbox", { "auth.session_length": 75 });
  await page.reload();
  const length = settings(page).filter({ hasText: "auth.session_length" });
  await expect(length).toContainText("75");
  await expect(length.getByRole("link")).toHaveAccessibleDescription(/^Sandbox: 75 ?\. Live: 1440 ?\. Values differ\.$/);
  await expect(page.getByRole("link", { name: /^Review and promote \d+ settings?$/ })).toBeVisible();

  await page.getByLabel("Differences only").check();
  await expect(settings(page).filter({ hasText: "auth.session_length" })).toBeVisible();
  await page.getByRole("searchbox", { name: "Search settings" }).fill("SESSION");
  await expect(settings(page)).toHaveCount(1);
  await expect(count).toHaveText(/^1 of \d+ settings$/);
  await expect(page.getByRole("status").filter({ hasText: /^1 of \d+ settings$/ }), "and read out").toBeAttached();
  await page.getByRole("searchbox", { name: "Search settings" }).fill("zzz");
  await expect(page.getByText("No setting matches.")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: /^0 of \d+ settings$/ })).toBeAttached();
  await page.getByRole("searchbox", { name: "Search settings" }).fill("75");
  await length.getByRole("link").click();
  await expect(page).toHaveURL(`${shop.page("sandbox/configuration")}#auth.session_length`);

  await page.goto(shop.page("live"));
  await settings(page).filter({ hasText: "auth.session_length" }).getByRole("link").click();
  await expect(page, "where it is set in live").toHaveURL(`${shop.page("live/configuration")}#auth.session_length`);
});

test("the next step follows the state: edit, publish what is changed, promote what is ahead", async ({ page, person }) => {
  test.slow();
  const organization = await person.api.createOrganization("Acme");
  const shop = await Configured.in(person.api, organization, "Shop");
  await page.goto(shop.page("sandbox"));
  const actions = page.locator(".page-actions");
  await expect(actions).toHaveText("Edit configuration");
  await actions.getByRole("link", { name: "Edit configuration" }).click();
  const field = setting(page, "Session length").getByRole("textbox");
  await field.fill("45");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Draft saved" })).toBeAttached();
  await page.getByRole("link", { name: "Overview", exact: true }).click();
  // Known at once: the draft that was saved is counted without asking again.
  await expect(actions.getByRole("link", { name: "Publish 1 change" })).toBeVisible();
  await modeLink(page, "Live").click();
  await expect(actions, "a draft of the sandbox").toHaveText(/^Edit configuration\s*Promote from sandbox$/);
  await page.reload();
  await modeLink(page, "Sandbox").click();
  await actions.getByRole("link", { name: "Publish 1 change" }).click();
  await expect(page).toHaveURL(shop.page("sandbox/configuration"));
});

test("one button of the overview stands out, in each state", async ({ page, person }) => {
  test.slow();
  const organization = await person.api.createOrganization("Acme");
  const bare = await Configured.in(person.api, organization, "Bare", "empty");
  const shop = await Configured.in(person.api, organization, "Shop");
  const main = page.locator("#main");
  const standsOut = async (address: string, name: string | RegExp) => {
    await page.goto(address);
    await expect(main.getByRole("region", { name: /^(Version \d+|Nothing is published yet|Live has never been published)$/ })).toBeVisible();
    await expect(main.locator(".button-primary")).toHaveText(name);
  };
  await standsOut(bare.page("sandbox"), "Add a setting");
  await standsOut(bare.page("live"), "Add a setting");
  await standsOut(shop.page("sandbox"), "Edit configuration");
  await standsOut(shop.page("live"), "Promote from sandbox");
  await shop.publishLive();
  await shop.publish("sandbox", { "auth.session_length": 75 });
  await standsOut(shop.page("sandbox"), /^Review and promote \d+ settings?$/);
  await standsOut(shop.page("live"), /^Review and promote \d+ settings?$/);
});

test("whoever may publish but not change the schema is not led to it from an empty project", async ({ page, person, newBrowser, baseURL }) => {
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const bare = await Configured.create(owner.api, "Bare", "empty");
  await bare.join(person, "developer");
  const actions = page.locator("#main .page-actions");
  for (const mode of ["sandbox", "live"]) {
    await page.goto(bare.page(mode));
    await expect(page.locator("#main")).toContainText("An Admin or Owner can add the first one.");
    await expect(actions.getByRole("link"), mode).toHaveText(["View configuration"]);
  }
  await actions.getByRole("link", { name: "View configuration" }).click();
  await expect(page).toHaveURL(bare.page("live/configuration"));
  await expect(page.locator("#main")).toContainText("An Admin or Owner can add the first one.");
  await expect(page.locator("#main").getByRole("link", { name: "Go to the schema" })).toHaveCount(0);
});
