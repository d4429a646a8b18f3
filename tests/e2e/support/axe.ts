import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Each is judged as it is on a desk and on a phone, in both themes; the dark theme differs in its colours alone. */
const LOOKS = [
  { width: 1280, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
  { width: 390, colorScheme: "light" },
  { width: 390, colorScheme: "dark" },
] as const;

/** For what is made of the same parts as what is judged in all looks: a phone, and the other theme. */
export const TWO_LOOKS = [LOOKS[1], LOOKS[2]];

/** Fails with what axe finds in any look of what is shown now, in a form that says where. */
export async function expectAccessible(page: Page, where: string, looks: readonly (typeof LOOKS)[number][] = LOOKS) {
  for (const { width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    expect.soft(await violations(page, wantedIn(colorScheme)), `${where}, ${colorScheme} at ${width} px`).toEqual([]);
  }
  // The next step is walked as it is on a desk.
  await page.setViewportSize({ width: LOOKS[0].width, height: 844 });
  await page.emulateMedia({ colorScheme: "light" });
}

/** The same of a dialog alone, as wide as the page is now, for where many are opened. */
export async function expectDialogAccessible(page: Page, where: string) {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    expect.soft(await violations(page, wantedIn(colorScheme), "dialog[open]"), `${where}, ${colorScheme}`).toEqual([]);
  }
}

type Wanted = { rules: string[] } | { tags: string[] };

const wantedIn = (colorScheme: "light" | "dark"): Wanted =>
  colorScheme === "dark" ? { rules: ["color-contrast", "link-in-text-block"] } : { tags: TAGS };

/** What axe finds, in all of the page or in a part of it. */
async function violations(page: Page, wanted: Wanted, within = "html"): Promise<string[]> {
  // What fades in is not to be judged half-way, nor what has just been given another width.
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ends = (animation: Animation) => Number.isFinite(Number(animation.effect?.getComputedTiming().endTime));
    await Promise.allSettled(document.getAnimations().filter(ends).map((animation) => animation.finished));
  });
  // What sticks to an edge of the window covers whatever happens to be scrolled there, a button's half as well. It is judged
  // in its own place; that nothing which has the focus is covered is tested in configuration-keyboard.spec.ts.
  const stuck = await page.evaluateHandle(() => {
    const sticky = [...document.querySelectorAll<HTMLElement>("body *")].filter((each) => getComputedStyle(each).position === "sticky");
    for (const { style } of sticky) Object.assign(style, { position: "relative", inset: "auto" });
    return sticky;
  });
  const axe = new AxeBuilder({ page }).setLegacyMode(true).include(within).options({ resultTypes: ["violations"] });
  const { violations } = await ("rules" in wanted ? axe.withRules(wanted.rules) : axe.withTags(wanted.tags)).analyze();
  await stuck.evaluate((sticky) => {
    for (const { style } of sticky) Object.assign(style, { position: "", inset: "" });
  });
  await stuck.dispose();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message}`),
  );
}
