import type { Page } from "@playwright/test";
import { expect, test } from "../e2e/support/fixtures";
import { organizations, projectRow } from "../e2e/support/bar";

const take = async (page: Page, name: string) => {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `docs/screenshots/${name}.png` });
};

// Still pictures: nothing is caught on its way in.
test.use({ viewport: { width: 1200, height: 720 }, contextOptions: { reducedMotion: "reduce" } });

test("the pictures of the README", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Lighthouse Books", "lighthouse-books");
  await person.api.createOrganization("Meridian Logistics", "meridian-logistics");
  await person.api.choosePlan(organization, "pro");
  const names = ["Checkout", "Reading room", "Returns desk", "Shop", "Staff rota", "Warehouse scanner"];
  for (const name of names) await person.api.createProject(organization, name);
  await page.goto("/o/lighthouse-books");
  await expect(projectRow(page, "Shop")).toBeVisible();
  await take(page, "projects");
  await organizations(page).button.click();
  await expect(organizations(page).entries).toHaveCount(3);
  await take(page, "organizations");
  await page.goto("/o/lighthouse-books/billing");
  await expect(page.getByRole("link", { name: /^INV-/ })).toBeVisible();
  await take(page, "billing");
  await page.getByRole("button", { name: "Change plan" }).click();
  await page.getByRole("dialog").getByRole("radio", { name: /^Enterprise/ }).check();
  await expect(page.getByText("It takes effect at once")).toBeVisible();
  await take(page, "plan");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/o/lighthouse-books/p/reading-room/live");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Reading room");
  await take(page, "live-dark");
});
