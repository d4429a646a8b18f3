import { ok } from "./support/api";
import { app } from "./support/bar";
import { Configured } from "./support/configuration";
import { expect, test } from "./support/fixtures";

test("what sounded translated stands on its page as a native speaker writes it", async ({ page, person }) => {
  test.slow();
  const shop = await Configured.create(person.api);
  const { slug } = shop.organization;
  await person.api.choosePlan(shop.organization, "enterprise");
  await ok(person.api.post(shop.at("sandbox", "keys"), { name: "Web server" }));
  const region = (name: string) => app(page).getByRole("region", { name, exact: true });
  const dialog = page.getByRole("dialog");

  await page.goto(`/o/${slug}/billing`);
  await expect(region("Plan")).toContainText(/Renews on [A-Z][a-z]{2} \d{1,2}, \d{4} for €499\.00\./);
  await expect(region("Payment method")).toContainText("You pay each invoice by bank transfer; the invoice says how.");
  await expect(region("Billing details")).toContainText("Used on your next invoices.");

  for (const address of [`/o/${slug}/settings`, shop.page("settings")]) {
    await page.goto(address);
    await expect(app(page), address).toContainText("Part of the web address: lowercase letters, digits and hyphens.");
  }

  await page.goto(shop.page("schema"));
  await page.getByRole("button", { name: "Add setting" }).click();
  await dialog.getByLabel("Type").selectOption({ label: "Text" });
  await expect(dialog.getByLabel("Minimum length")).toBeVisible();
  await expect(dialog.getByLabel("Maximum length")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  await page.goto(shop.page("sandbox/keys"));
  await page.getByRole("button", { name: "Revoke Web server" }).click();
  await expect(dialog).toContainText("It stops working at once: whatever still uses it is refused");

  await page.goto(`/o/${slug}/members`);
  for (const outcome of ["Invited", "Already invited: resend the invite"]) {
    await page.getByRole("button", { name: "Invite members" }).first().click();
    await expect(dialog).toContainText("one per line or separated by commas.");
    await dialog.getByLabel("E-mail addresses").fill(`anna-${slug}@example.com`);
    await dialog.getByRole("button", { name: "Send invites" }).click();
    await expect(dialog.getByRole("listitem")).toContainText(outcome);
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(dialog).toHaveCount(0);
  }
});
