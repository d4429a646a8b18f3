import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { projects } from "./support/bar";
import { Configured, setting } from "./support/configuration";
import { codeField } from "./support/sign-in";
import { everyPlace } from "./support/places";
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

test("wherever Tab leads, the focus is seen, in light and in dark", async ({ page, person, noise }) => {
  test.slow();
  noise.allow(/status of 404/);
  for (const place of await everyPlace(person)) {
    await page.goto(place.address);
    await place.ready(page);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { stops, unseen } = await walk(page);
      const least = (await page.getByRole("dialog").count()) > 0 ? 1 : 2;
      expect(stops, `${place.name}, ${colorScheme}`).toBeGreaterThanOrEqual(least);
      expect(unseen, `${place.name}, ${colorScheme}`).toEqual([]);
    }
  }
});

/** Goes through the page by Tab: how often it stopped, and where the focus could not be seen. */
async function walk(page: Page): Promise<{ stops: number; unseen: string[] }> {
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    // The next Tab begins at the top again, also after an earlier walk.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  });
  const unseen = new Set<string>();
  let stops = 0;
  for (let presses = 0; presses < 25; presses++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      // The ring may be that of the box around a field, or of the whole card that a link covers.
      const styles = [getComputedStyle(element), getComputedStyle(element, "::after"), getComputedStyle(element.parentElement!)];
      const outlined = (style: CSSStyleDeclaration) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      const ringed = styles.some((style) => outlined(style) || style.boxShadow !== "none");
      const box = element.getBoundingClientRect();
      const visible = ringed && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
      return { visible, what: element.outerHTML.slice(0, 120) };
    });
    // In a dialog with one button, the first Tab may lead out of the page and around.
    if (!stop && presses === 0) continue;
    if (!stop) break;
    stops += 1;
    if (!stop.visible) unseen.add(stop.what);
  }
  return { stops, unseen: [...unseen] };
}
