import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { askForCode, codeField } from "./support/sign-in";
import { holdWasm } from "./support/wasm";

const HOUR = 3_600_000;
/** What index.html painted; the app takes it away when it starts. */
const painted = (page: Page) => page.locator("#boot");
const SECONDS = /Send a new code in ([12]?\d|30) s/;

/** The clock of the person's machine, which is that many hours off; the server's is right. */
const setClock = (page: Page, hours: number) => page.clock.install({ time: Date.now() + hours * HOUR });

for (const hours of [-5, 5]) {
  test(`with a clock that is ${hours} hours off, the code is asked for, also after a reload, and by the app as well`, async ({ page, visitor }) => {
    await setClock(page, hours);
    const release = await holdWasm(page);
    await page.goto("/sign-in", { waitUntil: "domcontentloaded" });
    await askForCode(page, visitor);
    await page.reload({ waitUntil: "domcontentloaded" });
    await expect(codeField(page)).toBeFocused();
    await expect(page.getByText(SECONDS)).toBeVisible();
    release();
    await expect(painted(page)).toHaveCount(0);
    await expect(codeField(page)).toBeFocused();
    await codeField(page).fill(await visitor.code());
    await expect(page).toHaveURL("/");
  });
}

test("with a clock that is hours behind, another code to a new address is not hours away after a reload", async ({ page, person }) => {
  const email = `new-${person.email}`;
  await setClock(page, -5);
  await page.goto("/account");
  const section = page.getByRole("region", { name: "E-mail address" });
  await section.getByRole("button", { name: "Change address" }).click();
  await section.getByLabel("New e-mail address").fill(email);
  await section.getByRole("button", { name: "Send code" }).click();
  await expect(codeField(page)).toBeFocused();
  await page.reload();
  await expect(section).toContainText(`We sent a 6-digit code to ${email}`);
  await expect(section).toContainText(SECONDS);
  await page.clock.fastForward(31_000);
  await expect(section.getByRole("button", { name: "Send a new code" })).toBeVisible();
});

test("with a clock that is hours behind, nothing that happened is said to come", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  await person.api.createProject(organization, "Shop");
  await setClock(page, -5);
  await page.goto(`/o/${organization.slug}`);
  await expect(page.getByRole("listitem").filter({ hasText: "Shop" })).toContainText("Changed just now");
  await page.goto("/account");
  await expect(page.getByRole("region", { name: "Sessions" })).toContainText("signed in with a code just now");
});
