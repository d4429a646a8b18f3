import type { Page } from "@playwright/test";

/** What can be pressed and is smaller than `least` in the end, with its size. Links in the middle of a sentence may be. */
export const small = (page: Page, least: number) =>
  page.evaluate((least) => {
    const size = (element: Element) => {
      const label = element.closest("label") ?? element;
      const { width, height } = label.getBoundingClientRect();
      return { width, height };
    };
    const inSentence = (element: Element) => element.matches("p a, li a, dd a, .toast a, .field-hint a") && !element.matches("nav *, .organization *, .button");
    // What skips the bar has no size until it has the keyboard.
    return [...document.querySelectorAll("body :is(a[href], button, input, select, textarea, summary, [role^=menuitem])")]
      .filter((element) => element.checkVisibility() && !inSentence(element) && !element.matches(".skip-link, .visually-hidden, #boot *"))
      .map((element) => ({ ...size(element), name: `${element.tagName} ${element.className} ${element.textContent?.trim().slice(0, 30)}` }))
      .filter(({ width, height }) => width + 0.5 < least || height + 0.5 < least)
      .map(({ width, height, name }) => `${name}: ${Math.round(width)} x ${Math.round(height)}`);
  }, least);
