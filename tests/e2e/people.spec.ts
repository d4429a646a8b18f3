import AxeBuilder from "@axe-core/playwright";
import { Configured } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { ok } from "./support/api";

const tip = "#tip";

test("the bar and the account page show who is signed in, by initials, and a new name at once", async ({ page, person }) => {
  await person.api.createOrganization();
  await page.goto("/account");
  const button = page.getByRole("button", { name: "Account", exact: true });
  const head = page.locator("#main .account-head");
  await expect(head).toHaveText(person.email);
  await expect(button.locator(".person-initials")).toHaveAttribute("data-initials", person.email[0].toUpperCase());
  const before = await button.boundingBox();
  await page.getByLabel("Name", { exact: true }).fill("Olga van den Berg");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(head).toContainText("Olga van den Berg");
  await expect(head).toContainText(person.email);
  for (const place of [button, head]) await expect(place.locator(".person-initials")).toHaveAttribute("data-initials", "OB");
  expect(await button.boundingBox()).toEqual(before);
  // Whatever is shown there, it is called the same.
  await expect(button).toHaveAccessibleName("Account");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test("people are shown by name, with initials, and their address and the exact time on hover and for the keyboard", async ({ page, person }) => {
  await ok(person.api.patch("/api/account", { name: "Olga van den Berg" }));
  const shop = await Configured.create(person.api);
  await shop.publishLive();
  await shop.save("sandbox", { "app.display_name": "Next" });

  await page.goto(`/o/${shop.organization.slug}`);
  const row = page.locator("#main .row").filter({ hasText: "Shop" });
  await expect(row.locator(".person")).toHaveText("Olga van den Berg");
  await expect(row.locator(".person-initials")).toHaveAttribute("data-initials", "OB");
  // The link of the row lies over the name; the pointer finds it all the same, and a click still follows the link.
  await row.locator(".person-name").hover({ force: true });
  await expect(page.locator(tip)).toHaveText(person.email);
  await page.keyboard.press("Escape");
  await expect(page.locator(tip)).toBeHidden();
  await page.getByRole("searchbox").or(page.getByRole("heading", { level: 1 })).first().focus();
  await page.keyboard.press("Tab");
  for (let steps = 0; steps < 8 && !(await row.getByRole("link").evaluate((link) => link === document.activeElement)); steps++) {
    await page.keyboard.press("Tab");
  }
  await expect(row.getByRole("link")).toBeFocused();
  await expect(page.locator(tip)).toContainText(`Olga van den Berg: ${person.email}`);
  await expect(page.locator(tip)).toContainText(String(new Date().getFullYear()));
  await expect(row.getByRole("link")).toHaveAttribute("aria-describedby", /(^| )tip$/);

  for (const [address, text] of [
    ["live", "Published by Olga van den Berg"],
    ["sandbox/configuration", "Draft saved by Olga van den Berg"],
    ["live/versions", "Olga van den Berg"],
  ] as const) {
    await page.goto(shop.page(address));
    await expect(page.getByRole("main")).toContainText(text);
    await expect(page.getByRole("main").locator(".person").first()).toHaveAttribute("data-tip", person.email);
  }
  await page.goto(`/o/${shop.organization.slug}/audit`);
  const logged = page.getByRole("list", { name: "Audit log" }).locator(".audit-entry").first();
  await expect(logged.locator(".person")).toHaveText("Olga van den Berg");
  await logged.getByRole("button").focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await expect(logged.getByRole("button")).toBeFocused();
  await expect(page.locator(tip)).toContainText(`Olga van den Berg: ${person.email}`);
  await page.goto(shop.page("sandbox/configuration"));
  const alone = page.locator(".settings-state .person").last();
  await expect(alone).toBeVisible();
  await page.locator(".settings-state .person").first().focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await expect(page.locator(tip)).toContainText(person.email);
  expect((await new AxeBuilder({ page }).setLegacyMode(true).exclude(tip).analyze()).violations.map(({ id }) => id)).toEqual([]);
});

test("the exact time is shown to the keyboard where no person stands beside it", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  const year = String(new Date().getFullYear());
  const organization = `/o/${shop.organization.slug}`;
  for (const [address, stop] of [
    [`${organization}/audit`, page.locator(".audit-open").first()],
    [shop.page("sandbox"), page.locator(".environment-version [tabindex='0'][data-tip]").first()],
  ] as const) {
    await page.goto(address);
    await stop.focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await expect(stop, address).toBeFocused();
    await expect(page.locator(tip), address).toContainText(year);
  }
});

for (const width of [1280, 390]) {
  test(`a long address gives way in the row of a project, not the time behind it, at ${width} px`, async ({ page, person }) => {
    await page.setViewportSize({ width, height: 844 });
    await ok(person.api.patch("/api/account", { name: "Wolfeschlegelsteinhausenbergerdorff the Younger of Hamburg" }));
    const shop = await Configured.create(person.api);
    await shop.publishLive();
    await page.goto(`/o/${shop.organization.slug}`);
    const live = page.locator("#main .row-live");
    const [row, time] = [await live.boundingBox(), await live.locator("time").boundingBox()];
    expect(time!.x + time!.width).toBeLessThanOrEqual(row!.x + row!.width + 0.5);
  });
}
