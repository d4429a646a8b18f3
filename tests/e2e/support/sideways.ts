import type { Page } from "@playwright/test";

/** What sticks out of the page on either side, as tags with classes. */
export const sticksOut = (page: Page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = document.documentElement.scrollWidth > width;
    const wide = [...document.body.querySelectorAll("*")].filter((element) => {
      const box = element.getBoundingClientRect();
      const hidden = element.closest(".visually-hidden, [popover]:not(:popover-open), .skip-link, svg");
      return !hidden && box.width > 1 && (box.right > width + 1 || box.left < -1);
    });
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`;
    return scrolls ? ["the page scrolls sideways", ...wide.slice(0, 8).map(name)] : [];
  });
