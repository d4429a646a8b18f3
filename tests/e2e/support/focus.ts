import type { Page } from "@playwright/test";

type Stop = { visible: boolean; what: string };

/**
 * Goes through the page by Tab: how often it stopped, and where the focus could not be seen, in light and in dark. Which way Tab leads has nothing to do with
 * the theme: in the dark one the same stops are gone through once more, as the keyboard came to them before.
 */
export async function walk(page: Page): Promise<{ stops: number; unseen: Record<"light" | "dark", string[]> }> {
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(() => {
    window.scrollTo(0, 0);
    (document.activeElement as HTMLElement | null)?.blur();
    // The next Tab begins at the top again, also after an earlier walk.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  });
  const visited = await page.evaluateHandle(() => [] as HTMLElement[]);
  const light: Stop[] = [];
  for (let presses = 0; presses < 25; presses++) {
    await page.keyboard.press("Tab");
    const [stop] = await visited.evaluate(judge, false);
    // In a dialog with one button, the first Tab may lead out of the page and around.
    if (!stop && presses === 0) continue;
    if (!stop) break;
    light.push(stop);
  }
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await visited.evaluate(judge, true);
  await page.emulateMedia({ colorScheme: "light" });
  await visited.dispose();
  const unseen = (stops: Stop[]) => [...new Set(stops.filter(({ visible }) => !visible).map(({ what }) => what))];
  return { stops: light.length, unseen: { light: unseen(light), dark: unseen(dark) } };
}

/** In the page: whether one sees the focus where it is now, or `again`, at each stop of before. */
function judge(visited: HTMLElement[], again: boolean): Stop[] {
  const here = (element: Element): Stop => {
    // The ring may be that of the box around a field, or of the whole card that a link covers.
    const styles = [getComputedStyle(element), getComputedStyle(element, "::after"), getComputedStyle(element.parentElement!)];
    const outlined = (style: CSSStyleDeclaration) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const ringed = styles.some((style) => outlined(style) || style.boxShadow !== "none");
    const box = element.getBoundingClientRect();
    const visible = ringed && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
    return { visible, what: element.outerHTML.slice(0, 120) };
  };
  if (!again) {
    const element = document.activeElement as HTMLElement | null;
    if (!element || element === document.body) return [];
    visited.push(element);
    return [here(element)];
  }
  return visited.map((element) => {
    element.focus();
    const stop = here(element);
    return document.activeElement === element ? stop : { ...stop, visible: false };
  });
}
