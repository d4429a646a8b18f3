import { freshSlug } from "./support/api";
import { expect, test } from "./support/fixtures";
import { Person } from "./support/person";
import { codeField } from "./support/sign-in";

/** How many actions may lie between the first address and the first value. */
const MOST = 10;

test("from the first address typed to a value read at the edge it takes few actions", async ({ page, context, baseURL, visitor }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL! });
  // Each click, each field that is filled and each key that is pressed.
  const actions: string[] = [];
  const act = (what: string, done: Promise<void>) => (actions.push(what), done);
  const name = freshSlug();
  const focused = page.locator(":focus");

  await page.goto("/");
  await expect(page.getByLabel("E-mail address"), "one types at once").toBeFocused();
  await act("type the address", focused.fill(visitor.email));
  await act("Enter", page.keyboard.press("Enter"));
  await expect(codeField(page)).toBeFocused();
  await act("type the code, whose last digit sends it", focused.fill(await visitor.code()));

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome to Portico");
  await expect(page.getByLabel("Organization Name")).toBeFocused();
  await act("type the name of the organization", focused.fill(name));
  await act("type its website", page.getByLabel("Website URL").fill("example.com"));
  await act("Enter", page.keyboard.press("Enter"));

  await expect(page).toHaveURL(`/o/${name}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
  await expect(page.getByLabel("Project Name")).toBeFocused();
  await act("type the name of the project", focused.fill("Shop"));
  await act("Enter", page.keyboard.press("Enter"));

  await expect(page).toHaveURL(`/o/${name}/p/shop/sandbox`);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  const quickStart = page.getByRole("region", { name: "Quick start" });
  await act("read it", quickStart.getByRole("button", { name: "Read it now" }).click());
  await expect(quickStart.getByRole("status").filter({ hasText: "The edge answered" })).toBeVisible();
  const answered = quickStart.locator(".code").filter({ hasText: "app.display_name" });
  await expect(answered).toBeVisible();
  expect(actions.length, actions.join(", ")).toBeLessThanOrEqual(MOST);

  await test.step("the line to copy reads the same", async () => {
    await quickStart.getByRole("button", { name: "Copy curl request" }).click();
    const line = await page.evaluate(() => navigator.clipboard.readText());
    const url = line.replace("curl --fail-with-body ", "");
    expect(url).toMatch(/^http/);
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(JSON.parse(await answered.locator("code").innerText())).toEqual(await response.json());
  });
});

test("what is not published is said in place of a value, and reading again helps once it is", async ({ page, person, noise }) => {
  noise.allow(/status of 404/);
  const organization = await person.api.createOrganization("Acme");
  const project = await person.api.createProject(organization, "Shop");
  await page.goto(`/o/${organization.slug}/p/${project.slug}/live`);
  const quickStart = page.getByRole("region", { name: "Quick start" });
  const read = quickStart.getByRole("button", { name: "Read it now" });
  await read.click();
  await expect(quickStart.getByRole("alert")).not.toBeEmpty();
  await expect(read, "the keyboard stays").toBeFocused();
});

test("somebody who is invited reads the invite first, and types nothing by accident", async ({ page, person, newBrowser, baseURL }) => {
  const owner = await Person.inBrowser(await newBrowser(), baseURL!);
  const organization = await owner.api.createOrganization("Lighthouse");
  const invited = await owner.api.post(`/api/organizations/${organization.slug}/invites`, { emails: [person.email], role: "viewer" });
  expect((await invited.json()).outcomes[0].kind).toBe("invited");
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "You are invited" })).toBeVisible();
  await expect(page.getByLabel("Organization Name")).toBeVisible();
  await expect(page.getByLabel("Organization Name")).not.toBeFocused();
});

test("an empty list that is opened later leaves the keyboard where it is", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}`);
  const name = page.getByLabel("Project Name");
  await expect(name).toBeVisible();
  await expect(name).not.toBeFocused();
  await name.fill("Shop");
  await name.press("Enter");
  await expect(page).toHaveURL(`/o/${organization.slug}/p/shop/sandbox`);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
  await expect(page.getByLabel("Project Name")).toHaveCount(0);
});
