import { expect, type Locator, type Page } from "@playwright/test";
import type { Organization } from "./api";
import type { Switcher } from "./bar";
import type { Person } from "./person";

export const numbered = (word: string, count: number) => Array.from({ length: count }, (_, at) => `${word} ${String(at + 1).padStart(2, "0")}`);

/** More than one page of projects; those of each word fill the window of a list. */
export async function manyProjects(person: Person): Promise<Organization> {
  const organization = await person.api.createOrganization("Acme");
  await person.api.choosePlan(organization, "enterprise");
  await person.api.createProjects(organization, [...numbered("Api", 30), ...numbered("Worker", 30)]);
  return organization;
}

/** Opens the dropdown and waits for its first row. */
export async function open(dropdown: Switcher, first: RegExp) {
  await dropdown.button.click();
  await expect(dropdown.entry(first).first()).toBeVisible();
}

/** Types a word in place of the one before, with so many milliseconds between its letters. */
export async function retype(page: Page, search: Locator, word: string, delay: number) {
  await search.press("ControlOrMeta+a");
  await page.keyboard.type(word, { delay });
}
