import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { organizations, projectRow } from "./support/bar";

async function signOut(page: Page) {
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

test("after signing out Back shows nothing of what was there", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Secret society");
  await person.api.createProject(organization, "Hidden");
  await page.goto(`/o/${organization.slug}`);
  await projectRow(page, "Hidden").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Hidden");
  await expect(organizations(page).button).toHaveText(/Secret society/);
  // Whatever flashes up on the way counts as well.
  await page.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(window, { seen });
    new MutationObserver(() => seen.add(document.body.innerText)).observe(document.body, { childList: true, subtree: true });
  });
  await signOut(page);
  await page.evaluate(() => (window as unknown as { seen: Set<string> }).seen.clear());
  for (let step = 0; step < 2; step++) {
    await page.goBack();
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByLabel("E-mail address")).toBeVisible();
  }
  const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen].join("\n"));
  expect(seen).not.toMatch(/Secret society|Hidden/);
  await page.reload();
  await expect(page.getByLabel("E-mail address")).toBeVisible();
});

test("the session is over at the edge too, and its cookie is gone", async ({ page, context, person }) => {
  await person.api.createOrganization();
  await page.goto("/");
  const session = (await context.cookies()).find((cookie) => cookie.name.includes("session"))!;
  expect(session).toMatchObject({ httpOnly: true, secure: true, sameSite: "Strict", path: "/" });
  await signOut(page);
  expect((await context.cookies()).filter((cookie) => cookie.name.includes("session"))).toEqual([]);
  await context.addCookies([session]);
  expect((await context.request.get("/api/session")).status()).toBe(401);
});

test("another tab of the browser follows at once", async ({ context, person }) => {
  const organization = await person.api.createOrganization("Acme");
  const [one, other] = [await context.newPage(), await context.newPage()];
  await one.goto(`/o/${organization.slug}`);
  await other.goto(`/o/${organization.slug}/settings`);
  await expect(organizations(other).button).toHaveText(/Acme/);
  await one.bringToFront();
  await signOut(one);
  await expect(other).toHaveURL(/\/sign-in/);
  await expect(other.getByText("Acme")).toHaveCount(0);
});

test("a session that ended elsewhere leads to the sign-in page at the next action, and back afterwards", async ({
  page,
  context,
  person,
  baseURL,
}) => {
  const organization = await person.api.createOrganization("Acme");
  await page.goto(`/o/${organization.slug}/new`);
  await page.getByLabel("Project Name").fill("Shop");
  await context.clearCookies();
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page).toHaveURL(`${baseURL}/sign-in?return_to=${encodeURIComponent(`/o/${organization.slug}/new`)}`);
});
