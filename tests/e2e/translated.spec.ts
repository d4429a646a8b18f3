import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { ok } from "./support/api";
import { app, organizations, projectRow, projects, Switcher } from "./support/bar";
import { memberships } from "./support/members";
import { Person } from "./support/person";
import { translatable } from "./support/translators";

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

test("no name or slug is left to a translator in the account menu, a dialog's title, a message, or why something can't be created", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Lighthouse Books");
  for (const name of ["Reading room", "Warehouse", "Web shop"]) await person.api.createProject(organization, name);
  const words = ["Lighthouse Books", "Reading room", organization.slug, person.email];
  await page.goto(`/o/${organization.slug}/p/reading-room/settings`);
  await page.getByRole("button", { name: "Account" }).click();
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  expect(await translatable(page, words), "the account menu").toEqual([]);
  await page.keyboard.press("Escape");
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

test("nor is any in what is said of an invite, however it stands (the edge's answers are made up)", async ({ page, person }) => {
  const offer = {
    ...{ id: "01a20000-0000-7000-8000-000000000000", organization: "Lighthouse Books", slug: null, role: "viewer", note: "For Olive" },
    ...{ inviter: "olive@example.com", inviter_name: "Olive Green", email: "anna@example.com", signed_in_as: person.email },
    expires_at: Date.now() + 86_400_000,
  };
  const words = ["Lighthouse Books", "Olive", "olive@", "anna@", person.email];
  for (const [standing, said] of [
    ["open", "Join Lighthouse Books"],
    ["signed_out", "to accept or decline"],
    ["other_account", "You are signed in as"],
    ["accepted", "was already used"],
    ["declined", "after all"],
    ["expired", "work for 7 days"],
    ["revoked", "It was an invite to Lighthouse Books."],
    ["inviter_lost_right", "may no longer invite to Lighthouse Books"],
    ["no_seat", "has no seat left"],
    ["organization_deleted", "were deleted"],
  ]) {
    await page.route("**/api/invites/*", (route) => route.fulfill({ json: { ...offer, standing } }));
    await page.goto("/invites/0123");
    await expect(app(page), standing).toContainText(said);
    expect.soft(await translatable(page, words), standing).toEqual([]);
  }
});

test("nor is that of a provider, in what became of a sign-in there (the edge's answers are made up)", async ({ page, person, newBrowser }) => {
  const provider = { id: "ours", name: "Harbour ID" };
  const stranger = await (await newBrowser()).newPage();
  await stranger.route("**/api/sign-in/providers", (route) => route.fulfill({ json: { providers: [provider] } }));
  for (const failed of ["denied", "unverified", "failed"]) {
    await stranger.goto(`/sign-in?provider=ours&failed=${failed}`);
    await expect(stranger.getByRole("alert").filter({ hasText: "Harbour ID" }), failed).toBeVisible();
    expect.soft(await translatable(stranger, ["Harbour"]), failed).toEqual([]);
  }
  const link = { email: person.email, linked_at: Date.now(), last_used_at: null };
  await page.route("**/api/account/providers", (route) => route.fulfill({ json: { providers: [{ provider, is_available: true, link }] } }));
  for (const [query, said] of [
    ["", "is linked"],
    ...["denied", "expired", "taken", "another", "signed_out", "failed"].map((failed) => [`&failed=${failed}`, "was not linked"]),
  ]) {
    await page.goto(`/account?provider=ours${query}`);
    await expect(app(page).getByRole("status").filter({ hasText: `Harbour ID ${said}` }), query).toBeVisible();
    expect.soft(await translatable(page, ["Harbour", person.email]), query).toEqual([]);
  }
});

test("nor is any where somebody may not see a page, is offered a project, or chooses a person", async ({ page, person, newBrowser, baseURL, noise }) => {
  noise.allow(/status of 403/);
  await ok(person.api.patch("/api/account", { name: "Olga van den Berg" }));
  const acme = await person.api.createOrganization("Acme Rockets");
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const lighthouse = await owner.api.createOrganization("Lighthouse Books");
  await memberships(owner, lighthouse).join(person, "viewer");
  const words = ["Lighthouse Books", "Reading room", "Acme Rockets", "Olga", person.email, owner.email];
  for (const section of ["billing", "audit", "export", "members/invites"]) {
    await page.goto(`/o/${lighthouse.slug}/${section}`);
    await expect(app(page), section).toContainText("Your role in Lighthouse Books is Viewer. Ask an Owner or Admin ");
    expect.soft(await translatable(page, words), section).toEqual([]);
  }
  await owner.api.offer(lighthouse, await owner.api.createProject(lighthouse, "Reading room"), acme);
  await page.goto(`/o/${acme.slug}`);
  await expect(app(page)).toContainText("Lighthouse Books offers this organization the project Reading room.");
  expect.soft(await translatable(page, words), "an offer").toEqual([]);
  await page.goto(`/o/${acme.slug}/audit`);
  const people = new Switcher(page, "Person");
  await people.button.click();
  await expect(people.entries.filter({ hasText: person.email })).toContainText("Olga van den Berg");
  expect.soft(await translatable(page, words), "the people of the log").toEqual([]);
});
