import { expect } from "@playwright/test";
import { close } from "../closed";
import { toast } from "../configuration";
import { memberships } from "../members";
import { button, heading, menu, of, press, type Walk } from "./walk";

/** Dialogs of an organization, of its members and of what is offered to it. */
export const ORGANIZATION: Walk[] = [
  {
    source: "offers/incoming.rs",
    name: "Decline Loom?",
    at: () => "/organizations",
    before: (page) => expect(page.getByRole("region", { name: "Projects offered to you" })).toBeVisible(),
    opener: (page) => button(page, "Decline"),
    cancel: "Cancel",
    succeed: press("Decline offer"),
    then: heading,
  },
  {
    source: "offers/incoming.rs",
    name: "Accept Loom?",
    at: () => "/organizations",
    opener: (page) => button(page, "Accept"),
    cancel: "Cancel",
    succeed: press("Accept project"),
    then: heading,
  },
  {
    source: "offers/moved.rs",
    name: "Take Kiln back?",
    at: of("/trash"),
    opener: (page) => button(page, "Take back Kiln"),
    cancel: "Cancel",
    succeed: press("Take project back"),
    then: heading,
  },
  {
    source: "trash/restore.rs",
    name: "Restore Till?",
    at: of("/trash"),
    opener: (page) => button(page, "Restore Till"),
    cancel: "Cancel",
    succeed: press("Restore project"),
    then: heading,
  },
  {
    source: "audit/detail.rs",
    name: "Created a project",
    at: of("/audit?action=create_project"),
    opener: (page) => button(page, "Created a project: Till"),
    cancel: "Close",
    only: "shows an entry",
  },
  {
    source: "trash/for_good.rs",
    name: "Delete Till for good?",
    at: of("/trash"),
    opener: (page) => button(page, "Delete for good Till"),
    cancel: "Cancel",
    succeed: async (page, dialog) => {
      await dialog.getByRole("textbox").fill("Till");
      await press("Delete for good")(page, dialog);
    },
    then: heading,
  },
  {
    source: "billing/change/mod.rs",
    name: "Change the plan of Lighthouse",
    at: of("/billing"),
    opener: (page) => button(page, "Change plan"),
    cancel: "Close",
    succeed: async (page, dialog) => {
      await dialog.getByRole("radio", { name: /^Enterprise/ }).check();
      await press("Change to Enterprise")(page, dialog);
      await expect(dialog).toHaveCount(0);
      await expect(page.locator(".plan-title")).toContainText("Enterprise");
    },
  },
  {
    source: "members/invite_dialog.rs",
    name: "Invite members to Lighthouse",
    at: of("/members"),
    opener: (page) => button(page, "Invite members"),
    cancel: "Cancel",
    succeed: async (page, dialog, { organization }) => {
      await dialog.getByLabel("E-mail addresses").fill(`ben-${organization.slug}@example.com, nobody`);
      await press("Send invites")(page, dialog);
      await expect(dialog.getByRole("heading", { level: 3 }), "the content has changed").toBeFocused();
      await press("Correct addresses")(page, dialog);
      await expect(dialog.getByLabel("E-mail addresses"), "and back").toBeFocused();
      await page.keyboard.press("Escape");
    },
  },
  {
    source: "members/act_dialog.rs",
    name: /^Change the role of/,
    at: of("/members"),
    opener: (page, { anna }) => menu(page, anna.email),
    entry: "Change role",
    cancel: "Cancel",
    succeed: async (page, dialog) => {
      await dialog.getByRole("radio", { name: "Viewer" }).check();
      await press("Change role")(page, dialog);
      await expect(toast(page, "is now a Viewer")).toBeVisible();
    },
  },
  {
    source: "members/act_dialog.rs",
    name: /^Remove e2e-/,
    at: of("/members"),
    opener: (page, { anna }) => menu(page, anna.email),
    entry: "Remove member",
    cancel: "Cancel",
    succeed: press("Remove member"),
    then: (page) => page.locator("main :focus"),
  },
  {
    source: "members/act_dialog.rs",
    name: /^Make e2e-.* Owner in your place/,
    at: of("/members"),
    opener: (page, { anna }) => menu(page, anna.email),
    entry: "Transfer ownership",
    cancel: "Cancel",
    succeed: press("Transfer ownership"),
    then: (page) => page.locator("main :focus"),
  },
  {
    source: "organizations/deletion/delete.rs",
    name: "Delete Lighthouse?",
    at: of("/settings"),
    opener: (page) => button(page, "Delete organization"),
    whole: /Then it is gone for good/,
    cancel: "Cancel",
    succeed: async (page, dialog) => {
      await dialog.getByRole("textbox").fill("Lighthouse");
      await press("Delete organization")(page, dialog);
    },
    then: heading,
  },
  {
    source: "organizations/deletion/restore.rs",
    name: "Restore Other?",
    at: () => "/organizations",
    before: async (page, { other }) => {
      const asked = { confirm: other.name, version: other.version };
      const at = `/api/organizations/${other.slug}/delete`;
      const origin = new URL(page.url()).origin;
      expect((await page.request.post(at, { data: asked, headers: { Origin: origin } })).ok()).toBe(true);
      await page.reload();
    },
    opener: (page) => button(page, "Restore Other"),
    cancel: "Cancel",
    succeed: press("Restore organization"),
    then: heading,
  },
  {
    source: "closed.rs",
    name: "Leave Acme?",
    at: of("/members"),
    before: async (page, made) => {
      await memberships(made.owner, made.organization).changeRole(made.anna.email, "owner");
      made.open = (await close(page, made.organization.slug, false)).open;
      await page.reload();
    },
    opener: (page) => button(page, "Leave organization"),
    cancel: "Cancel",
    succeed: async (page, dialog, { open }) => {
      // Leaving is let through, whatever is asked.
      open!();
      await press("Leave organization")(page, dialog);
      await expect(page).toHaveURL("/organizations");
    },
    then: heading,
  },
  {
    source: "members/invited/acts.rs",
    name: /^Revoke the invite to/,
    at: of("/members/invites"),
    opener: (page, { invited }) => menu(page, invited),
    entry: "Revoke invite",
    cancel: "Cancel",
    succeed: press("Revoke invite"),
    then: (page) => page.locator("main :focus"),
  },
  {
    source: "members/invited/acts.rs",
    name: "Link of the invite",
    at: of("/members/invites"),
    before: (page) => page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error("forbidden")))),
    opener: (page, { invited }) => page.getByRole("button", { name: `Copy link for ${invited}` }),
    cancel: "Close",
    only: "shows a link",
  },
];
