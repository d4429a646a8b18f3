import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./support/fixtures";
import { inviteRow, memberships } from "./support/members";
import { Person } from "./support/person";

const heading = (page: import("@playwright/test").Page) => page.getByRole("heading", { level: 1 });

test("an address says that it wants no more mail, by keyboard, and takes it back", async ({ page, person, newBrowser, baseURL }) => {
  const organization = await person.api.createOrganization("Lighthouse");
  const members = memberships(person, organization);
  const browser = await newBrowser();
  const stranger = new Person(browser.request, baseURL!);
  const invite = await members.invite(stranger.email, "viewer");
  await stranger.inviteLink();
  const link = (await stranger.mails()).map((mail) => /\/no-more-mail\/[0-9a-f]+/.exec(mail.body)?.[0]).find(Boolean)!;

  expect((await stranger.mails())[0].body, "in the words of the page").toContain("Stop e-mail to this address: ");
  const theirs = await browser.newPage();
  await theirs.goto(link);
  await expect(heading(theirs)).toHaveText("Stop e-mail to this address?");
  const main = theirs.getByRole("main");
  await expect(main).toContainText("e•••@example.com");
  expect(await theirs.locator("body").innerText(), "the address is masked").not.toContain(stranger.email);
  expect((await new AxeBuilder({ page: theirs }).setLegacyMode(true).analyze()).violations).toEqual([]);
  await theirs.getByRole("button", { name: "Stop e-mail" }).focus();
  await theirs.keyboard.press("Enter");
  await expect(heading(theirs)).toHaveText("E-mail to this address is stopped");

  // Whoever invites is told, and shares the link.
  await members.resend(invite);
  await page.goto(`/o/${organization.slug}/members/invites`);
  const row = inviteRow(page, stranger.email);
  await expect(row).toContainText("E-mail to this address is stopped. Share the link another way.");
  expect((await stranger.mails()).length).toBe(1);
  await theirs.goto(await members.link(invite));
  await expect(heading(theirs)).toHaveText("Join Lighthouse");

  await theirs.goto(link);
  await theirs.getByRole("button", { name: "Resume e-mail" }).click();
  await expect(heading(theirs)).toHaveText("Stop e-mail to this address?");
  await members.resend(invite);
  await expect.poll(async () => (await stranger.mails()).length).toBe(2);
});
