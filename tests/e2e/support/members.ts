import { expect, type Page } from "@playwright/test";
import type { Person } from "./person";

type Role = "viewer" | "developer" | "admin" | "owner";

/** What an Owner does about members and invites, without the pages. */
export function memberships(owner: Person, organization: { slug: string }) {
  const at = `/api/organizations/${organization.slug}`;
  const ok = async (sent: Promise<{ status(): number; text(): Promise<string>; json(): Promise<any> }>) => {
    const response = await sent;
    expect(response.status(), await response.text()).toBeLessThan(300);
    return response.json();
  };
  return {
    /** Invites, and answers the invite's ID. */
    async invite(email: string, role: Role): Promise<string> {
      const { outcomes } = await ok(owner.api.post(`${at}/invites`, { emails: [email], role }));
      expect(outcomes[0].kind).toBe("invited");
      const { invites } = await owner.api.get(`${at}/invites`);
      return invites.find((invite: { email: string }) => invite.email === email).id;
    },
    resend: (invite: string) => ok(owner.api.post(`${at}/invites/${invite}/resend`, {})),
    /** The path behind the link of an invite. */
    async link(invite: string): Promise<string> {
      return new URL((await owner.api.get(`${at}/invites/${invite}/link`)).url).pathname;
    },
    /** Makes somebody who is signed in a member. */
    async join(person: Person, role: Role) {
      await ok(person.api.post(`/api/invites/${await this.invite(person.email, role)}/accept`, {}));
    },
    async member(email: string): Promise<{ user_id: string; role: Role }> {
      const { members } = await owner.api.get(`${at}/members?search=${encodeURIComponent(email)}`);
      return members[0];
    },
    async remove(email: string) {
      await ok(owner.api.delete(`${at}/members/${(await this.member(email)).user_id}`));
    },
    async changeRole(email: string, role: Role) {
      const member = await this.member(email);
      await ok(owner.api.patch(`${at}/members/${member.user_id}`, { role, from: member.role }));
    },
  };
}

/** A row in the list of members. */
export const memberRow = (page: Page, text: string) =>
  page.getByRole("list", { name: "Members" }).getByRole("listitem").filter({ hasText: text });

/** The links from the members to the invites and back. */
export const views = (page: Page) => page.getByRole("navigation", { name: "Members and invites" });

/** A row in the list of invites. */
export const inviteRow = (page: Page, text: string) =>
  page.getByRole("list", { name: "Invites" }).getByRole("listitem").filter({ hasText: text });

/** Leaves the window for a while and comes back to it; the page's clock must be installed. */
export async function comeBack(page: Page) {
  await page.clock.fastForward(16_000);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
}
