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

/**
 * Answers every question of the page for the members with made-up ones, so many at a time: those of each word fill the window. The ID of each
 * ends with the letter and the number of the name.
 */
export async function manyMembers(page: Page, atOnce = 60) {
  await page.route("**/api/organizations/*/members*", async (route) => {
    const url = new URL(route.request().url());
    const answer = await route.fetch({ url: url.origin + url.pathname }).then((response) => response.json()).catch(() => null);
    if (!answer) return;
    const [mine] = answer.members;
    const made = (name: string) => {
      const [word, number] = name.toLowerCase().split(" ");
      return { ...mine, name, user_id: `${mine.user_id.slice(0, -3)}${word[0]}${number}`, email: `${name.replace(" ", ".")}@example.com` };
    };
    const all = [...numbered("Ada", 30), ...numbered("Ben", 30)].map(made);
    const word = (url.searchParams.get("search") ?? "").toLowerCase();
    const from = Number(url.searchParams.get("after") ?? 0);
    const found = all.filter((one) => one.email.toLowerCase().includes(word));
    const members = found.slice(from, from + atOnce);
    const next = from + atOnce < found.length ? String(from + atOnce) : null;
    const organization = { ...answer.organization, members: all.length };
    // The first letters are the slowest to be answered.
    await new Promise((done) => setTimeout(done, 600 / Math.max(1, word.length)));
    await route.fulfill({ json: { ...answer, organization, members, found: word ? found.length : undefined, next } }).catch(() => {});
  });
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
