import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { organizations, projectRow, projects } from "./support/bar";
import { everyPlace } from "./support/places";

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

/**
 * The texts that a translator would touch and that hold one of these words. What a list of the browser's own holds cannot be marked, and is one of the form's values. */
const translatable = (page: Page, words: string[]) =>
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

test("no name, address, slug, ID or key is left to a translator, on any page", async ({ page, person, noise }) => {
  test.slow();
  noise.allow(/status of 404/);
  const places = await everyPlace(person);
  const { organizations: all } = await person.api.get("/api/session");
  const organization = all.find((one: { name: string }) => one.name === "Lighthouse Books");
  const shown = await person.api.project(organization, "reading-room");
  const { keys } = await person.api.get(`/api/organizations/${organization.slug}/projects/${shown.slug}/environments/sandbox/keys`);
  const words = [
    ...["Lighthouse Books", "Meridian Logistics", "Reading room", "Warehouse scanner", "Web server", "reading-room"],
    ...[person.email, `anna-${organization.slug}@example.com`],
    ...all.map((one: { slug: string }) => one.slug),
    ...[organization.id, shown.id, shown.sandbox.id, shown.live.id, keys[0].id, keys[0].last4],
  ];
  for (const place of places) {
    await page.goto(place.address);
    await place.ready(page);
    expect.soft(await translatable(page, words), place.name).toEqual([]);
  }
  await page.getByRole("button", { name: "Account" }).click();
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  expect(await translatable(page, words), "the account menu").toEqual([]);
});

test("nor is any in a dialog's title, a message, or why something can't be created", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Lighthouse Books");
  for (const name of ["Reading room", "Warehouse", "Web shop"]) await person.api.createProject(organization, name);
  const words = ["Lighthouse Books", "Reading room", organization.slug];
  await page.goto(`/o/${organization.slug}/p/reading-room/settings`);
  await projects(page).button.click();
  await expect(page.locator(".switcher-reason").filter({ hasText: "Lighthouse Books has 3 of 3 projects" })).toBeVisible();
  expect(await translatable(page, words), "the dropdown of a full plan").toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("main").getByRole("button", { name: "Delete project" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Reading room?" });
  await expect(dialog.locator("h2 [translate=no]")).toHaveText("Reading room");
  expect(await translatable(page, words), "the dialog").toEqual([]);
  await dialog.getByRole("textbox").fill("Reading room");
  await dialog.getByRole("button", { name: "Delete project" }).click();
  await expect(page.locator(".toast").filter({ hasText: "Reading room moved to the trash" })).toBeVisible();
  expect(await translatable(page, words), "the message").toEqual([]);
});
