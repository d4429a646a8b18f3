import { expect, type Page } from "@playwright/test";
import type { Person } from "./person";

/** From the sign-in page to the step where the code is asked for. */
export async function askForCode(page: Page, person: Person) {
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(codeField(page)).toBeVisible();
}

/** Signs in through the page that is shown. */
export async function signIn(page: Page, person: Person) {
  await askForCode(page, person);
  await codeField(page).fill(await person.code());
}

/** Where the six digits go; the sixth sends them. */
export const codeField = (page: Page) => page.getByLabel("Code", { exact: true });
