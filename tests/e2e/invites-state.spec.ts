import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./support/fixtures";
import { inviteRow, memberships } from "./support/members";

const [HOUR, DAY] = [3_600_000, 86_400_000];

/** What became of an invite, as the edge tells it, as the row says it, and the buttons in sight. */
const STATES = [
  { name: "waits", state: "pending", delivery: "sent", expires: 6 * DAY, says: /^Pending, expires in 6 days$/, remedies: ["Copy link", "Resend"] },
  { name: "leaves", state: "pending", delivery: "queued", expires: 7 * DAY, says: /^Sending, expires in 7 days$/, remedies: ["Copy link", "Resend"] },
  {
    name: "tried",
    state: "pending",
    delivery: "queued",
    error: "the mail service did not answer in time",
    expires: 7 * DAY,
    says: /^Not sent yet, will be tried again: the mail service did not answer in time\s*The link expires in 7 days$/,
    remedies: ["Copy link", "Resend"],
  },
  {
    name: "refused",
    state: "pending",
    delivery: "failed",
    error: "no such mailbox",
    expires: 5 * DAY,
    says: /^Could not be sent: no such mailbox\s*The link expires in 5 days$/,
    remedies: ["Resend", "Copy link"],
  },
  {
    name: "stopped",
    state: "pending",
    delivery: "stopped",
    error: "This address has stopped all e-mail. Share the link another way.",
    expires: 5 * DAY,
    says: /^This address has stopped all e-mail\. Share the link another way\.\s*The link expires in 5 days$/,
    remedies: ["Copy link", "Resend"],
  },
  { name: "expired", state: "expired", delivery: "sent", expires: -HOUR, says: /^Expired 1 hour ago$/, remedies: ["Resend"] },
  { name: "declined", state: "declined", delivery: "sent", expires: 3 * DAY, decided: -2 * DAY, says: /^Declined 2 days ago$/, remedies: ["Resend"] },
  { name: "newer", state: "held", delivery: "sent", expires: 3 * DAY, says: /^Unknown$/, remedies: [] },
];

for (const [colorScheme, width] of [["light", 1280], ["dark", 390]] as const) {
  test.describe(`${colorScheme}, ${width} px wide`, () => {
    test.use({ viewport: { width, height: 844 }, colorScheme });

    test("each invite says in words what became of it, with what helps in sight (the edge's answer is made up)", async ({ page, person }) => {
      const organization = await person.api.createOrganization("Lighthouse");
      await memberships(person, organization).invite(`anna-${organization.slug}@example.com`, "developer");
      const now = Date.now();
      const address = (name: string) => `${name}@a-rather-long-name-of-a-company.example.com`;
      await page.route("**/api/organizations/*/invites", async (route) => {
        // The page may be gone when a look in between is answered.
        const answer = await route.fetch().then((response) => response.json()).catch(() => null);
        if (!answer) return;
        const [one] = answer.invites;
        const invites = STATES.map(({ name, state, delivery, error, expires, decided }, at) => ({
          ...one,
          id: one.id.replace(/.{2}$/, String(10 + at)),
          email: address(name),
          state,
          delivery,
          delivery_error: error ?? null,
          expires_at: now + expires,
          decided_at: decided ? now + decided : null,
        }));
        await route.fulfill({ json: { ...answer, invites } }).catch(() => {});
      });
      await page.goto(`/o/${organization.slug}/members/invites`);
      for (const { name, says, remedies } of STATES) {
        const row = inviteRow(page, address(name));
        await expect(row.locator(".invite-state"), name).toHaveText(says);
        const buttons = row.locator(".invite-acts").getByRole("button");
        await expect(buttons, name).toHaveText(remedies.map((remedy) => new RegExp(`^${remedy}`)));
      }
      const resend = page.getByRole("button", { name: `Resend invite to ${address("expired")}` });
      await resend.focus();
      await expect(page.getByRole("tooltip"), "the exact time is a tip").toContainText(/1 hour ago: .+\d/);
      await page.keyboard.press("Escape");
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`)).toEqual([]);
    });
  });
}
