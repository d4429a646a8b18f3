import { inParallel } from "./support/api";
import { organizations, projectList, projectRow, projects } from "./support/bar";
import { expect, test } from "./support/fixtures";
import { manyMembers, manyProjects, numbered, open, retype } from "./support/lists";
import { memberships } from "./support/members";
import { Person } from "./support/person";

for (const delay of [0, 80, 250, 700]) {
  test(`rows follow the search though old and new ones fill the window, letters ${delay} ms apart`, async ({ page, person }) => {
    test.slow();
    const organization = await manyProjects(person);
    await page.goto(`/o/${organization.slug}/p/api-01/sandbox`);
    const dropdown = projects(page);
    await expect(dropdown.button).toHaveText(/Api 01/);
    await open(dropdown, /Api 01/);
    for (const [word, first] of [["api", "Api 01"], ["worker", "Worker 01"], ["api", "Api 01"]]) {
      await retype(page, dropdown.search, word, delay);
      await expect(dropdown.active).toHaveAccessibleName(first);
      await expect(dropdown.entry(/^(Api|Worker)/).nth(12)).toHaveText(new RegExp(`^${first.slice(0, -3)}`));
      await expect(dropdown.active).toHaveAttribute("aria-setsize", "30");
    }
    await retype(page, dropdown.search, "worker", delay);
    // At once, whatever is still on its way: nothing happens, or what was typed is opened.
    await page.keyboard.press("Enter");
    await expect(async () => {
      if (await dropdown.panel.isVisible()) await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/\/p\/worker-\d\d\/sandbox$/, { timeout: 500 });
    }).toPass();

    await page.goto(`/o/${organization.slug}?sort=name`);
    const search = page.getByRole("searchbox", { name: "Search projects" });
    const rows = projectList(page).getByRole("link");
    for (const [word, first] of [["api", "Api 01"], ["worker", "Worker 01"]]) {
      await search.focus();
      await retype(page, search, word, delay);
      await expect(rows.first()).toHaveAccessibleName(first);
      await expect(rows.nth(10)).toHaveAccessibleName(new RegExp(`^${first.slice(0, -3)}`));
    }
  });
}

test("rows of members follow the search though old and new ones fill the window and answers overtake each other", async ({ page, person }) => {
  test.slow();
  const organization = await person.api.createOrganization("Acme");
  await manyMembers(page);
  await page.goto(`/o/${organization.slug}/members`);
  const search = page.getByRole("searchbox", { name: "Search members" });
  const rows = page.getByRole("list", { name: "Members" }).getByRole("listitem");
  await expect(rows.first()).toContainText("Ada 01");
  for (const delay of [0, 80, 250, 700]) {
    for (const word of ["ben", "ada"]) {
      await search.focus();
      await retype(page, search, word, delay);
      const first = word === "ben" ? "Ben" : "Ada";
      await expect(rows.first(), `${delay} ms`).toContainText(`${first} 01`);
      await expect(rows.nth(9), `${delay} ms`).toContainText(`${first} 10`);
      await expect(rows.filter({ hasNotText: first })).toHaveCount(0);
      await expect(page.locator(".page-count")).toHaveText("30 of 60 members");
    }
  }
});

/** Makes organizations; more than 20 may be made by whoever pays for one. */
async function createMany({ api }: Person, [first, ...others]: string[]) {
  await api.choosePlan(await api.createOrganization(first), "pro");
  await inParallel(others, 8, (name) => api.createOrganization(name));
}

test("organizations follow the search though old and new ones fill the window, and Enter opens one of them", async ({ page, visitor, newBrowser, baseURL }) => {
  test.slow();
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const inviting = await owner.api.createOrganization("Market and client invites");
  await memberships(owner, inviting).invite(visitor.email, "viewer");
  await visitor.signIn();
  await createMany(visitor, [...numbered("Client", 27), ...numbered("Market", 27)]);
  await page.goto("/organizations");
  const dropdown = organizations(page);
  const search = page.getByRole("searchbox", { name: "Search organizations" });
  const cards = page.getByRole("table", { name: "Organizations" }).getByRole("rowheader");
  for (const delay of [0, 80, 250, 700]) {
    await open(dropdown, /Client 01/);
    for (const [word, first] of [["market", "Market"], ["client", "Client"], ["market", "Market"]]) {
      await retype(page, dropdown.search, word, delay);
      await expect(dropdown.active, `${delay} ms`).toHaveAccessibleName(`${first} 01`);
      await expect(dropdown.list.getByRole("option").nth(12), `${delay} ms`).toHaveText(new RegExp(`^${first}`));
    }
    await retype(page, dropdown.search, "client", delay);
    await page.keyboard.press("Enter");
    await expect(async () => {
      if (await dropdown.panel.isVisible()) await page.keyboard.press("Enter");
      await expect(dropdown.button).toHaveText(/Client \d\d/, { timeout: 500 });
    }).toPass();
    await page.goto("/organizations");
    for (const [word, first] of [["market", "Market"], ["client", "Client"]]) {
      await search.focus();
      await retype(page, search, word, delay);
      await expect(cards.first(), `${delay} ms`).toContainText(`${first} 01`);
      await expect(cards, `${delay} ms`).toHaveCount(27);
      await expect(cards.filter({ hasNotText: first })).toHaveCount(0);
    }
    await page.goto("/organizations");
  }
});

test("an invite stands behind the organizations and is never what Enter opens by itself", async ({ page, visitor, newBrowser, baseURL }) => {
  test.slow();
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const inviting = await owner.api.createOrganization("Client zero Consulting");
  await memberships(owner, inviting).invite(visitor.email, "viewer");
  await visitor.signIn();
  await createMany(visitor, numbered("Client", 26));
  await visitor.api.createOrganization("Cabinet");
  await page.goto("/organizations");
  const dropdown = organizations(page);
  await open(dropdown, /Cabinet/);
  await page.keyboard.type("cli", { delay: 80 });
  await expect(dropdown.active).toHaveText(/^Client 01/);
  await expect(dropdown.panel.getByText("26 of 27 organizations").first()).toBeVisible();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await expect(dropdown.active).toHaveText(/Client zero Consulting\s*Invite/);
  await retype(page, dropdown.search, "zero", 0);
  await expect(dropdown.entries).toHaveText([/Client zero/, "Create organization"]);
  await page.keyboard.press("Enter");
  await expect(dropdown.panel, "Enter opens no invite").toBeVisible();
  await retype(page, dropdown.search, "client 26", 0);
  await expect(dropdown.active).toHaveText(/^Client 26/);
  await page.keyboard.press("Enter");
  await expect(dropdown.button).toHaveText(/Client 26/);
});

for (const term of ["a%26b", "100%25", "100%", "a+b", "#1", "a&b", "👩‍👩‍👧"]) {
  test(`a search is kept in the address letter by letter: ${term}`, async ({ page, person }) => {
    const organization = await person.api.createOrganization("Acme");
    await person.api.createProjects(organization, [`x ${term} y`, "Other"]);
    await page.goto(`/o/${organization.slug}`);
    const search = page.getByRole("searchbox", { name: "Search projects" });
    await search.fill(term);
    await expect(page.locator(".page-count")).toHaveText("1 of 2 projects");
    await expect(projectRow(page, `x ${term} y`)).toBeVisible();
    expect(new URL(page.url()).searchParams.get("search")).toBe(term);
    await page.reload();
    await expect(search).toHaveValue(term);
    await expect(page.locator(".page-count")).toHaveText("1 of 2 projects");
    await projectRow(page, `x ${term} y`).click();
    await page.goBack();
    await expect(search).toHaveValue(term);
    await expect(projectRow(page, `x ${term} y`)).toBeVisible();
  });
}
