import { expect, test } from "./support/fixtures";
import { Person } from "./support/person";

test.describe("in a list of 5,000 projects", () => {
  const address = "/o/e2e-five-thousand";
  test.beforeEach(async ({ visitor }, { line, repeatEachIndex }) => {
    const number = (line + 13 * repeatEachIndex) % 40;
    await new Person(visitor.api.request, visitor.api.origin, `e2e-owner-${number + 1}@example.com`).signIn();
  });

  test("Back leads to the row that one left, and so does a reload before it", async ({ page }) => {
    await page.goto(address);
    const rows = page.locator(".rows").getByRole("link");
    await expect(rows.first()).toHaveText(/Project 0001/);
    // Beyond the first page, so that further ones have to be there again.
    await expect(async () => {
      await page.mouse.move(600, 500);
      await page.mouse.wheel(0, 1_500);
      expect(await page.evaluate(() => scrollY)).toBeGreaterThan(4_000);
    }).toPass({ intervals: [50] });
    // By its name from here on: the rows around it change until the page has come to rest.
    const name = await rows.nth(20).locator(".row-title").innerText();
    await rows.filter({ has: page.getByText(name, { exact: true }) }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
    await page.goBack();
    const left = page.locator(".rows").getByRole("link").filter({ has: page.getByText(name, { exact: true }) });
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
