import { expect, type Page } from "@playwright/test";
import { holdWasm } from "./wasm";

export const address = (page: Page) => page.getByLabel("E-mail address");
export const alert = (page: Page) => page.getByRole("alert").filter({ hasText: /\S/ });
/** What index.html painted; the app takes it away when it starts. */
export const painted = (page: Page) => page.locator("#boot");

/** Opens the page while the wasm is on its way. */
export async function open(page: Page, query = ""): Promise<() => void> {
  const release = await holdWasm(page);
  await page.goto(`/sign-in${query}`, { waitUntil: "domcontentloaded" });
  await expect(address(page)).toBeFocused();
  return release;
}

/** What is true of a code whose request got no answer. */
export const another = "We may have sent a code already: if you try again, only the code in the newest e-mail works.";
