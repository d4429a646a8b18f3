import type { Page } from "@playwright/test";
import { app } from "./support/bar";
import { expect, test } from "./support/fixtures";

const heading = (page: Page, name: string) => app(page).getByRole("columnheader", { name });
const names = (page: Page) => app(page).getByRole("rowheader").locator(".organization-link");

test("the organizations are sorted by the heading of any column, both ways, and the address keeps it", async ({ page, person }) => {
  const alpha = await person.api.createOrganization("Alpha");
  const beta = await person.api.createOrganization("Beta");
  const gamma = await person.api.createOrganization("Gamma");
  await person.api.createProject(beta, "One");
  await person.api.createProject(beta, "Two");
  await person.api.createProject(gamma, "One");
  await person.api.choosePlan(alpha, "pro");
  await page.goto("/organizations");
  await expect(names(page)).toHaveText(["Alpha", "Beta", "Gamma"]);
  await expect(heading(page, "Organization")).toHaveAttribute("aria-sort", "ascending");
  const projects = heading(page, "Projects").getByRole("button");
  await projects.click();
  await expect(names(page)).toHaveText(["Beta", "Gamma", "Alpha"]);
  await expect(heading(page, "Projects")).toHaveAttribute("aria-sort", "descending");
  await expect(page).toHaveURL("/organizations?sort=projects");
  // The keyboard stays on it.
  await expect(projects).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(names(page)).toHaveText(["Alpha", "Gamma", "Beta"]);
  await expect(page).toHaveURL("/organizations?sort=-projects");
  await page.reload();
  await expect(names(page)).toHaveText(["Alpha", "Gamma", "Beta"]);
  await heading(page, "Plan").getByRole("button").click();
  await expect(names(page).first()).toHaveText("Alpha");
  await heading(page, "Organization").getByRole("button").click();
  await expect(page).toHaveURL("/organizations");
});

test("the whole row leads to the projects, and what else is a link in it stays one of its own", async ({ page, person }) => {
  const acme = await person.api.createOrganization("Acme");
  await page.goto("/organizations");
  const row = app(page).getByRole("row").filter({ hasText: "Acme" });
  await expect(row.getByRole("cell")).toHaveText(["Owner", "0", /^1/, /^Free/, /.+/]);
  // The link lies over the whole row.
  await row.getByRole("cell").last().click({ force: true });
  await expect(page).toHaveURL(`/o/${acme.slug}`);
  await page.goBack();
  await row.getByRole("link", { name: "1 member of Acme" }).click();
  await expect(page).toHaveURL(`/o/${acme.slug}/members`);
});

for (const width of [390, 1280]) {
  test(`the table needs no sideways scroll at ${width} pixels, with the longest name`, async ({ page, person }, info) => {
    await page.setViewportSize({ width, height: 800 });
    await person.api.createOrganization("W".repeat(64));
    await person.api.createOrganization("Acme");
    await page.goto("/organizations");
    await expect(names(page)).toHaveCount(2);
    expect(await page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth)).toBeLessThanOrEqual(0);
    await page.screenshot({ path: info.outputPath(`organizations-${width}.png`) });
    const heads = page.locator("#main").getByRole("columnheader");
    await expect(heads).toHaveCount(6);
    const tops = await heads.evaluateAll((all) => all.map((head) => Math.round(head.getBoundingClientRect().top)));
    expect(new Set(tops).size, "what sorts them stands in one line").toBe(1);
    // Also the last can be reached.
    await heads.getByRole("button", { name: "Last used" }).click();
    await expect(page).toHaveURL(/sort=-?used/);
  });
}
