import { expect, test } from "./support/fixtures";
import { Person } from "./support/person";

test.describe("in a list of 5,000 projects", () => {
  const address = "/o/e2e-five-thousand";
  test.beforeEach(async ({ visitor }, { line, repeatEachIndex }) => {
    const number = (line + 13 * repeatEachIndex) % 40;
    await new Person(visitor.api.request, visitor.api.origin, `e2e-owner-${number + 1}@example.com`).signIn();
  });

  test("Back leads to the row that one left, and so does a reload before it", async ({ page }) => {
    await page.goto(`${address}?sort=name`);
    const rows = page.locator("#main .rows").getByRole("link");
    await expect(rows.first()).toHaveText(/Project 0001/);
    // Beyond the first page, so that further ones have to be there again.
    const name = "Project 0079";
    await expect(async () => {
      await page.evaluate(() => scrollTo(0, 4_200));
      expect(await page.evaluate(() => scrollY)).toBe(4_200);
    }).toPass({ intervals: [50] });
    const row = rows.filter({ has: page.getByText(name, { exact: true }) });
    await expect(row).toBeInViewport({ ratio: 1 });
    await row.click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
    await page.goBack();
    const left = page.locator("#main .rows").getByRole("link").filter({ has: page.getByText(name, { exact: true }) });
    await expect(left).toBeFocused();
    await expect(left).toBeInViewport();
    await page.goForward();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await page.goBack();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
  });
});
