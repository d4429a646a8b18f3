import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { projects } from "./support/bar";
import { Configured, setting } from "./support/configuration";
import { codeField } from "./support/sign-in";
import { freshSlug } from "./support/api";

/** Presses Tab until the element that has the focus fits. */
async function tabTo(page: Page, name: RegExp) {
  const seen: string[] = [];
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute("aria-label") ?? (element as HTMLElement | null)?.innerText ?? "";
    });
    if (name.test(here)) return;
    seen.push(here);
  }
  throw new Error(`Tab never came to ${name}, but to ${seen.join(" | ")}`);
}

test("from the sign-in page to a project by the keyboard alone", async ({ page, visitor }) => {
  await page.goto("/sign-in");
  await expect(page.getByLabel("E-mail address")).toBeFocused();
  await page.keyboard.type(visitor.email);
  await page.keyboard.press("Enter");
  await expect(codeField(page)).toBeFocused();
  await page.keyboard.type(await visitor.code());
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome to Portico");
  await expect(page.getByLabel("Organization Name"), "the keyboard begins where one types").toBeFocused();
  const name = freshSlug();
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type("example.com");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/o/${name}`);
  await expect(page.getByLabel("Project Name"), "and goes on there").toBeFocused();

  await page.keyboard.press("Shift+Tab");
  await projects(page).button.focus();
  await page.keyboard.press("Enter");
  await expect(projects(page).search).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/o/${name}/new`);
  await expect(page.getByLabel("Project Name")).toBeFocused();
  await page.keyboard.type("Shop");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Shop");
  await tabTo(page, /^Copy sandbox environment ID$/);
});

test("the skip link is first, shows itself, and leads past the bar", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  await page.goto(`/o/${organization.slug}`);
  await expect(page.getByRole("heading", { name: "No projects yet" })).toBeVisible();
  const skip = page.getByRole("link", { name: "Skip to content" });
  await page.keyboard.press("Tab");
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  const inMain = () => page.evaluate(() => document.activeElement?.closest("main") != null);
  await expect.poll(inMain).toBe(true);
  await expect(page, "no trace in the address").toHaveURL(`/o/${organization.slug}`);
  await page.keyboard.press("Tab");
  expect(await inMain()).toBe(true);
});

test("the skip link leaves the filter of the settings alone", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  const address = `${shop.page("sandbox/configuration")}?filter=session`;
  await page.goto(address);
  const filter = page.getByRole("searchbox", { name: "Filter settings" });
  const other = setting(page, "Display name");
  await expect(setting(page, "Session length")).toBeVisible();
  await expect(other).toBeHidden();
  await page.getByRole("link", { name: "Skip to content" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest("main") != null)).toBe(true);
  await expect(filter).toHaveValue("session");
  await expect(other).toBeHidden();
  await expect(page).toHaveURL(address);
});
