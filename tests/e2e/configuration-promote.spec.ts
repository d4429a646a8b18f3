import { expect, test } from "./support/fixtures";
import { projectList } from "./support/bar";
import { Configured, REQUIRED, SECRET, toast } from "./support/configuration";

test("two of five settings go to live, and the badges count what is left", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", { ...REQUIRED, "app.display_name": "New name" }, { "auth.signing_secret": SECRET });
  await shop.publishLive({});
  await shop.publish("sandbox", {
    "auth.session_length": 60,
    "theme.primary_colour": "#112233",
    "features.sign_up": false,
    "features.dark_mode": false,
  });
  await page.goto(shop.page("promote"));
  const rows = page.getByRole("list", { name: "Settings" }).getByRole("listitem");
  await expect(rows).toHaveCount(5);
  await expect(page.getByText("Sandbox is 5 settings ahead of live")).toBeVisible();
  await page.getByLabel("Session length").check();
  await page.getByLabel("Sign-up").check();
  await page.getByRole("button", { name: "Promote 2 settings…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("listitem")).toContainText([/auth.session_length.*1440.*60/s, /features.sign_up.*On.*Off/s]);
  await dialog.getByLabel("Message").fill("Two of five");
  await dialog.getByLabel("Type the project's name to confirm").fill("Shop");
  await dialog.getByRole("button", { name: "Promote to live" }).click();
  await expect(toast(page, "Version 2 published to live")).toBeVisible();
  await expect(rows).toHaveCount(3);
  await expect(page.getByText("Sandbox is 3 settings ahead of live")).toBeVisible();
  const [live, sandbox] = [await shop.values(page.request, "live"), await shop.values(page.request, "sandbox")];
  expect(live).toMatchObject({ "auth.session_length": 60, "features.sign_up": false, "features.dark_mode": true });
  expect(live["app.display_name"]).toBe("Lighthouse");
  expect(sandbox["app.display_name"]).toBe("New name");

  await page.goto(`/o/${shop.organization.slug}`);
  await expect(projectList(page).getByRole("listitem")).toContainText("Sandbox 3 ahead");
  await page.goto(shop.page("live/versions"));
  await expect(page.getByRole("list", { name: "Versions" }).getByRole("listitem").first()).toContainText("From sandbox 3");
});

test("secrets are listed by name, never copied, and what live lacks blocks with a way to it", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", { "app.support_address": "help@example.com" }, { "auth.signing_secret": SECRET });
  await page.goto(shop.page("promote"));
  const secret = page.getByRole("listitem").filter({ hasText: "auth.signing_secret" });
  await expect(secret).toContainText("Never copied");
  await expect(secret).toContainText(/Live.*No value.*Sandbox.*Set/s);
  await expect(secret.getByRole("checkbox")).toHaveCount(0);
  await page.getByLabel("Tick all that differ").check();
  await expect(page.getByRole("main")).not.toContainText(SECRET);
  await expect(page.getByRole("button", { name: /^Promote \d/ })).toHaveAttribute("data-reason", /1 setting required in live/);
  await page.getByRole("link", { name: "Signing secret" }).click();
  await expect(page).toHaveURL(`${shop.page("live/configuration")}#auth.signing_secret`);
  await expect(page.getByRole("button", { name: "Set value Signing secret" })).toBeFocused();
});

test("a hotfix in live is copied back to sandbox, without a name to type", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await shop.publishLive({ "auth.session_length": 5 });
  await page.goto(shop.page("promote"));
  await page.getByLabel(/Copy back/).check();
  await expect(page).toHaveURL(shop.page("promote?from=live"));
  await page.getByLabel("Session length").check();
  await page.getByRole("button", { name: "Copy back 1 setting…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Type the project's name to confirm")).toHaveCount(0);
  await dialog.getByLabel("Message").fill("Hotfix");
  await dialog.getByRole("button", { name: "Copy back to sandbox" }).click();
  await expect(toast(page, "Version 2 published to sandbox")).toBeVisible();
  expect(await shop.values(page.request, "sandbox")).toMatchObject({ "auth.session_length": 5, "app.display_name": "My app" });
});

test("a promotion that somebody was faster with is refused and looked at again", async ({ page, person, noise }) => {
  noise.allow(/status of 409/);
  const shop = await Configured.create(person.api);
  await shop.publishLive();
  await page.goto(shop.page("promote"));
  await page.getByLabel("Display name").check();
  await page.getByRole("button", { name: "Promote 1 setting…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Message").fill("Name");
  await dialog.getByLabel("Type the project's name to confirm").fill("Shop");
  await shop.publish("sandbox", { "app.display_name": "Newer" });
  await dialog.getByRole("button", { name: "Promote to live" }).click();
  await expect(dialog.getByRole("alert").first()).toContainText("Someone changed this in the meantime");
  await dialog.getByRole("button", { name: "Load the current values" }).click();
  await expect(dialog.getByRole("listitem")).toContainText([/Lighthouse.*Newer/s]);
  await dialog.getByRole("button", { name: "Promote to live" }).click();
  await expect(toast(page, "Version 2 published to live")).toBeVisible();
  expect(await shop.values(page.request, "live")).toMatchObject({ "app.display_name": "Newer" });
});

test("before the first publication of live everything differs, and the overview says what to do", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("live"));
  await expect(page.getByRole("heading", { name: "Live has never been published" })).toBeVisible();
  await page.getByRole("link", { name: "Promote from sandbox" }).click();
  await expect(page).toHaveURL(shop.page("promote"));
  await page.getByLabel(/Copy back/).check();
  await expect(page.getByRole("heading", { name: "Live has never been published" })).toBeVisible();
});
