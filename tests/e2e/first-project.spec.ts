import { expect, test } from "./support/fixtures";
import { modeLink, organizations, projects, tab } from "./support/bar";
import { askForCode, codeField } from "./support/sign-in";
import { freshSlug } from "./support/api";

test("first sign-in leads over the first organization to the first project", async ({ page, context, baseURL, visitor }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL! });
  const name = freshSlug();

  await test.step("sign in with the code that lies in the mailbox", async () => {
    await page.goto("/");
    await expect(page).toHaveURL("/sign-in");
    await askForCode(page, visitor);
    await expect(page.getByText(visitor.email)).toBeVisible();
    const opened = context.waitForEvent("page");
    await page.getByRole("link", { name: "mailbox" }).click();
    const mailbox = await opened;
    await expect(mailbox).toHaveURL("/mailbox");
    const mail = mailbox.getByRole("listitem").filter({ hasText: visitor.email });
    const code = await mail.locator("output").innerText();
    expect(code).toMatch(/^\d{6}$/);
    await mailbox.close();
    await codeField(page).fill(code);
    await expect(page).toHaveURL("/");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome to Portico");
  });

  await test.step("create an organization by the last entry of the first dropdown", async () => {
    const dropdown = organizations(page);
    await dropdown.button.click();
    await expect(dropdown.entries.last()).toHaveText("Create organization");
    await dropdown.entries.last().click();
    await expect(page).toHaveURL("/new");
    await page.getByLabel("Organization Name").fill(name);
    await page.getByLabel("Website URL").fill("example.com");
    await page.getByRole("button", { name: "Create organization" }).click();
    await expect(page).toHaveURL(`/o/${name}`);
    await expect(tab(page, "Projects")).toHaveAttribute("aria-current", "page");
    await expect(page.getByRole("heading", { name: "No projects yet" })).toBeVisible();
    await expect(page.getByRole("main")).toContainText("sandbox and a live environment");
  });

  await test.step("create a project by the last entry of the second dropdown", async () => {
    const dropdown = projects(page);
    await dropdown.button.click();
    await expect(dropdown.entries.last()).toHaveText("Create new project");
    await dropdown.entries.last().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Create project");
    await page.getByLabel("Project Name").fill("Check-out");
    await page.getByRole("button", { name: "Create project" }).click();
    await expect(page).toHaveURL(`/o/${name}/p/check-out/sandbox`);
  });

  await test.step("find the two environment IDs, copy one, and see live look different", async () => {
    const project = await visitor.api.project({ slug: name }, "check-out");
    const id = (mode: string) => page.getByRole("group", { name: `${mode} environment ID` }).locator("code");
    await expect(id("Sandbox")).toHaveText(project.sandbox.id);
    await expect(id("Live")).toHaveText(project.live.id);
    await page.getByRole("button", { name: "Copy sandbox environment ID" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Copied" })).toBeAttached();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(project.sandbox.id);
    await expect(page.locator("body")).not.toHaveAttribute("data-mode", "live");
    const sandbox = await page.screenshot({ clip: belowTheSwitch });

    await modeLink(page, "Live").click();
    await expect(page).toHaveURL(`/o/${name}/p/check-out/live`);
    await expect(id("Live")).toHaveText(project.live.id);
    expect(project.live.id).not.toBe(project.sandbox.id);
    await expect(page.locator("body")).toHaveAttribute("data-mode", "live");
    await expect(modeLink(page, "Live")).toHaveAttribute("aria-current", "true");
    // Not by words alone: the frame of the page changes too, on every page of the environment.
    expect((await page.screenshot({ clip: belowTheSwitch })).equals(sandbox)).toBe(false);
  });
});

/** The lower edge of the bar, left of anything that is written there. */
const belowTheSwitch = { x: 0, y: 30, width: 8, height: 40 };

test("an organization can be used at once, and the next sign-in begins there", async ({ page, person, newBrowser }) => {
  await page.goto("/new");
  const name = freshSlug();
  await page.getByLabel("Organization Name").fill(name);
  await page.getByLabel("Website URL").fill("https://example.com");
  await page.getByLabel("Website URL").press("Enter");
  await page.getByRole("main").getByRole("link", { name: "Create project" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Create project");
  await page.getByLabel("Project Name").fill("Shop");
  await page.getByLabel("Project Name").press("Enter");
  await expect(page).toHaveURL(`/o/${name}/p/shop/sandbox`);
  await page.goto("/");
  await expect(page).toHaveURL(`/o/${name}`);

  const elsewhere = await newBrowser();
  const other = await elsewhere.newPage();
  await other.goto("/sign-in");
  await askForCode(other, person);
  await codeField(other).fill(await person.code());
  await expect(other).toHaveURL(`/o/${name}`);
});
