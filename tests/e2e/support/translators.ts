import type { Page } from "@playwright/test";

/**
 * The texts that a translator would touch and that hold one of these words. What a list of the browser's own holds cannot be marked, and is one of the form's values. */
export const translatable = (page: Page, words: string[]) =>
  page.evaluate((words) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode()) {
      const text = walker.currentNode as Text;
      if (!text.parentElement || text.parentElement.closest("script, style, svg, option, textarea, [translate=no]")) continue;
      const word = words.find((word) => text.data.includes(word));
      if (word) found.push(`${word} in <${text.parentElement.tagName.toLowerCase()} class="${text.parentElement.className}">: ${text.data.trim()}`);
    }
    return found;
  }, words);
