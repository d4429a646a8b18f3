import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { modeLink, organizations, projectList, projectRow, tab } from "./support/bar";
import { Person } from "./support/person";
import { signIn } from "./support/sign-in";
import { freshSlug } from "./support/api";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

test("a deep link survives signing in", async ({ page, visitor, newBrowser, baseURL }) => {
  // Somebody makes the project in another browser, then opens its address here.
  await visitor.signIn();
  const organization = await visitor.api.createOrganization();
  await visitor.api.createProject(organization, "Shop");
  const elsewhere = await (await newBrowser()).newPage();
  const address = `/o/${organization.slug}/p/shop/live`;
  await elsewhere.goto(address);
  await expect(elsewhere).toHaveURL(`${baseURL}/sign-in?return_to=${encodeURIComponent(address)}`);
  await signIn(elsewhere, visitor);
  await expect(elsewhere).toHaveURL(address);
  await expect(heading(elsewhere)).toHaveText("Shop");
  await elsewhere.goBack();
  await expect(elsewhere, "Back does not lead into the sign-in page again").not.toHaveURL(/sign-in/);
});

test("search and order in a deep link survive signing in", async ({ page, visitor, newBrowser }) => {
  await visitor.signIn();
  const organization = await visitor.api.createOrganization();
  await visitor.api.createProjects(organization, ["Alpha one", "Beta", "Alpha two"]);
  const elsewhere = await (await newBrowser()).newPage();
  await elsewhere.goto(`/o/${organization.slug}?search=alpha&sort=newest`);
  await signIn(elsewhere, visitor);
  await expect(elsewhere).toHaveURL(`/o/${organization.slug}?search=alpha&sort=newest`);
  await expect(elsewhere.getByRole("searchbox", { name: "Search projects" })).toHaveValue("alpha");
  await expect(projectRow(elsewhere, "Alpha one")).toBeVisible();
  await expect(projectRow(elsewhere, "Beta")).toHaveCount(0);
});

test("who is signed in already is led on from the sign-in page, to where its address says", async ({ page, person }) => {
  await person.api.createOrganization();
  await page.goto("/sign-in?return_to=%2Forganizations");
  await expect(page).toHaveURL("/organizations");
  await expect(heading(page)).toHaveText("Organizations");
});

test("a return_to that leads out of the console is ignored", async ({ page, person, baseURL }) => {
  const organization = await person.api.createOrganization();
  for (const trap of [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "/sign-in",
    "/.//x",
    "/o/..//evil.example",
    "/o/../sign-in",
    "evil",
  ]) {
    await page.goto(`/sign-in?return_to=${encodeURIComponent(trap)}`);
    await expect(page, trap).toHaveURL(`${baseURL}/o/${organization.slug}`);
  }
});

test("a return_to that the browser would not go to leads home after signing in, and after a reload", async ({ page, visitor }) => {
  await page.goto("/sign-in?return_to=/.//x");
  await page.reload();
  await signIn(page, visitor);
  await expect(page).toHaveURL("/");
  await expect(heading(page)).toHaveText("Welcome to Portico");
  await page.goto("/sign-in?return_to=/.//x");
  await page.reload();
  await expect(page).toHaveURL("/");
  await expect(heading(page)).toHaveText("Welcome to Portico");
});

test("reload, back and forward keep their place", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  await person.api.createProjects(organization, ["One", "Two"]);
  await page.goto(`/o/${organization.slug}`);
  await projectRow(page, "One").click();
  await modeLink(page, "Live").click();
  await expect(page).toHaveURL(`/o/${organization.slug}/p/one/live`);
  await page.reload();
  await expect(heading(page)).toHaveText("One");
  await expect(page.locator("body")).toHaveAttribute("data-mode", "live");
  await page.goBack();
  await expect(page).toHaveURL(`/o/${organization.slug}/p/one/sandbox`);
  await expect(page.locator("body")).not.toHaveAttribute("data-mode", "live");
  await page.goBack();
  await expect(heading(page)).toHaveText("Projects");
  await page.goForward();
  await expect(heading(page)).toHaveText("One");
});

test("the search is in the address: reload, back and forward keep it", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  await person.api.createProjects(organization, ["Apple", "Pear"]);
  await page.goto(`/o/${organization.slug}`);
  const search = page.getByRole("searchbox", { name: "Search projects" });
  await search.pressSequentially("pear");
  await expect(page).toHaveURL(`/o/${organization.slug}?search=pear`);
  await expect(projectRow(page, "Apple")).toHaveCount(0);
  await page.reload();
  await expect(search).toHaveValue("pear");
  await projectRow(page, "Pear").click();
  await expect(heading(page)).toHaveText("Pear");
  await page.goBack();
  await expect(search).toHaveValue("pear");
  await search.fill("plum");
  await expect(page.getByRole("heading", { name: "No project matches “plum”" })).toBeVisible();
  await page.getByRole("button", { name: "Show all projects" }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}`);
  await expect(projectRow(page, "Apple")).toBeVisible();
});

test("the order is in the address", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  for (const name of ["Bravo", "Alpha", "Charlie"]) await person.api.createProject(organization, name);
  await page.goto(`/o/${organization.slug}`);
  const rows = projectList(page).getByRole("link");
  await expect(rows, "what was changed last").toHaveText([/^Charlie/, /^Alpha/, /^Bravo/]);
  await page.getByLabel("Sort by").selectOption({ label: "Name" });
  await expect(page).toHaveURL(`/o/${organization.slug}?sort=name`);
  await expect(rows).toHaveText([/^Alpha/, /^Bravo/, /^Charlie/]);
  await page.getByLabel("Sort by").selectOption({ label: "Newest first" });
  await expect(page).toHaveURL(`/o/${organization.slug}?sort=newest`);
  await expect(rows).toHaveText([/^Charlie/, /^Alpha/, /^Bravo/]);
});

test("two tabs in different organizations do not interfere", async ({ context, person }) => {
  const [one, other] = [await person.api.createOrganization("Acme"), await person.api.createOrganization("Beta")];
  await person.api.createProject(one, "Anvil");
  await person.api.createProject(other, "Boat");
  const [left, right] = [await context.newPage(), await context.newPage()];
  await left.goto(`/o/${one.slug}`);
  await right.goto(`/o/${other.slug}`);
  await expect(organizations(right).button).toHaveText(/Beta/);
  await left.bringToFront();
  await projectRow(left, "Anvil").click();
  await expect(left).toHaveURL(`/o/${one.slug}/p/anvil/sandbox`);
  await right.reload();
  await expect(projectRow(right, "Boat")).toBeVisible();
  await left.goBack();
  await expect(organizations(left).button).toHaveText(/Acme/);
  await expect(projectRow(left, "Anvil")).toBeVisible();
  await expect(tab(left, "Projects")).toHaveAttribute("href", `/o/${one.slug}`);
});

test("what does not exist and what one may not see look the same", async ({ page, person, newBrowser, baseURL, noise }) => {
  test.slow();
  noise.allow(/status of 404 .*\/api\//);
  const organization = await person.api.createOrganization();
  const stranger = await Person.inBrowser(await newBrowser(), baseURL!);
  const foreign = await stranger.api.createOrganization("Secret society");
  await stranger.api.createProject(foreign, "Hidden");
  const [seen, seenInside] = [new Set<string>(), new Set<string>()];
  const inside = `/o/${organization.slug}/`;
  for (const address of [
    `/o/${freshSlug()}`,
    `/o/${foreign.slug}`,
    `/o/${foreign.id}`,
    `/o/${foreign.slug}/settings`,
    `/o/${foreign.slug}/new`,
    `/o/${foreign.slug}/p/hidden/sandbox`,
    `/o/${foreign.slug}/p/hidden/live`,
    `/o/${foreign.slug}/p/hidden/settings`,
    `/o/${foreign.slug}/p/hidden/sandbox/configuration`,
    `/o/${foreign.slug}/p/hidden/live/versions`,
    `/o/${foreign.slug}/p/hidden/live/keys`,
    `/o/${foreign.slug}/p/hidden/promote`,
    `/o/${foreign.slug}/p/hidden/schema`,
    `/o/${foreign.slug}/p/nothing/sandbox`,
    `${inside}p/hidden/sandbox`,
    `${inside}p/nothing/settings`,
  ]) {
    await page.goto(address);
    await expect(heading(page), address).toHaveText("There is nothing here, or you may not see it");
    expect(await page.locator("body").innerText(), address).not.toMatch(/Secret|Hidden/);
    if (address.startsWith(inside)) await expect(page.getByRole("link", { name: "trash of Acme" }), address).toBeVisible();
    await expect(page.getByRole("navigation", { name: /^(Organization|Project) pages$/ }), address).toHaveCount(0);
    await expect(page.getByRole("group", { name: "Environment" }), address).toHaveCount(0);
    await expect(tab(page, "Projects"), address).toBeVisible();
    const own = await page.getByRole("main").locator(".missing").innerText();
    // A member is told besides where a deleted project of their own organization would be.
    (address.startsWith(inside) ? seenInside : seen).add(`${await page.title()}\n${own}`);
  }
  expect([seen.size, seenInside.size]).toEqual([1, 1]);
});

test("an address that is none of the console's says so and leads back", async ({ page, person, noise }) => {
  noise.allow(/status of 404/);
  const organization = await person.api.createOrganization();
  for (const address of ["/nowhere", "/o", "/o/%E0%A4%A", `/o/${organization.slug}/p/x/y/z`]) {
    const answer = await page.goto(address);
    if (!address.includes("%")) expect(answer?.status(), address).toBe(404);
    await expect(heading(page), address).toHaveText("There is nothing here, or you may not see it");
  }
  await page.getByRole("link", { name: "Go to projects" }).click();
  await expect(page).toHaveURL(`/o/${organization.slug}`);
});

test("a file that is asked for below the console's addresses is not found", async ({ request }) => {
  for (const address of [
    "/o/acme.js.map",
    "/o/.env",
    "/o/.git/config",
    "/o/acme/p/shop.map",
    "/o/acme/p/shop.js/live",
    "/o/acme.php/members",
    "/o/acme/billing/invoices/1.pdf",
    "/o/x/y/z.map",
    "/invites/a.js",
    "/invites/a.js/",
    "/new.php",
    "/sign-in.html",
    "/account/x.json",
  ]) {
    const answer = await request.get(address, { maxRedirects: 0 });
    expect(answer.status(), address).toBe(404);
  }
  for (const address of ["/o/acme", "/o/acme/p/shop/live/keys", "/invites/0190b0a0", "/new", "/organizations/"]) {
    expect((await request.get(address)).status(), address).toBe(200);
  }
});

test("an ID in the address works like the slug", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme by id");
  const project = await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.id}/p/${project.id}/live`);
  await expect(heading(page)).toHaveText("Shop");
  await expect(page.getByRole("group", { name: "Live environment ID" }).locator("code")).toHaveText(project.live.id);
  await expect(organizations(page).button).toHaveText(/Acme by id/);
});
