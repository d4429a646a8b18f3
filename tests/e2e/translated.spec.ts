import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { organizations, projectRow, projects } from "./support/bar";

/** What translators of pages do: each text is replaced by an element with the translation. */
const translate = (page: Page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      if (!text.data.trim() || text.parentElement!.closest("script, style, svg, [translate=no]")) continue;
      const outer = document.createElement("font");
      const inner = document.createElement("font");
      inner.textContent = text.data;
      outer.append(inner);
      text.parentNode!.replaceChild(outer, text);
    }
  });

test("a translated page goes on saying what is true", async ({ page, person }) => {
  const [acme, beta] = [await person.api.createOrganization("Acme"), await person.api.createOrganization("Beta")];
  await person.api.createProject(acme, "Anvil");
  await person.api.createProject(beta, "Boat");
  await page.goto(`/o/${acme.slug}`);
  await expect(projectRow(page, "Anvil")).toBeVisible();
  await translate(page);
  await organizations(page).button.click();
  await organizations(page).entry(/Beta/).click();
  await expect(projectRow(page, "Boat")).toBeVisible();
  await expect(organizations(page).button).toHaveText(/Beta/);
  await expect(organizations(page).button).not.toHaveText(/Acme/);
  await expect(page.locator(".page-count")).toHaveText("1 project");
  await projectRow(page, "Boat").click();
  await expect(projects(page).button).toHaveText(/Boat/);
  await page.goto(`/o/${beta.slug}/p/boat/sandbox/configuration`);
  const bar = page.locator(".draft-bar");
  await expect(bar).toContainText("No changes");
  await translate(page);
  await page.getByRole("textbox", { name: "Display name" }).fill("Lighthouse");
  await expect(bar).toContainText("1 change");
  await expect(bar).not.toContainText("No changes");
});
