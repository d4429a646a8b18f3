import { expect } from "@playwright/test";
import { Authenticator } from "../authenticator";
import { memberships } from "../members";
import { button, passkeys, press, type Walk } from "./walk";

/** Dialogs of whoever is signed in, and those that every page has. */
export const PERSON: Walk[] = [
  {
    source: "account/passkeys/row.rs",
    name: /^Remove .*\?$/,
    at: () => "/account",
    before: async (page) => {
      await Authenticator.of(page);
      await button(page, "Add passkey").click();
      await expect(passkeys(page).getByRole("listitem")).toHaveCount(1);
    },
    opener: (page) => passkeys(page).getByRole("button", { name: /^Remove/ }),
    cancel: "Cancel",
    succeed: press("Remove passkey"),
    then: (page) => passkeys(page).locator(":focus"),
  },
  {
    source: "account/delete.rs",
    name: "Delete your account?",
    at: () => "/account",
    // Nobody goes who is the only Owner of an organization.
    before: async (_, { anna, owner, organization, other }) => {
      await memberships(owner, organization).changeRole(anna.email, "owner");
      await memberships(owner, other).join(anna, "owner");
    },
    opener: (page) => button(page, "Delete account"),
    whole: /Revoke these 2 keys as well/,
    cancel: "Cancel",
    succeed: async (page, dialog, { owner }) => {
      await dialog.getByRole("textbox").fill(owner.email);
      await press("Delete account")(page, dialog);
      await expect(page).toHaveURL("/sign-in");
    },
    then: (page) => page.getByLabel("E-mail address"),
  },
  {
    source: "palette/shortcuts.rs",
    name: "Keyboard shortcuts",
    at: () => "/account",
    opener: (page) => button(page, "Show keyboard shortcuts"),
    cancel: "Close",
    only: "shows the shortcuts",
  },
  {
    source: "../layouts/palette.rs",
    name: "Go to",
    at: () => "/account",
    opener: (page) => page.getByRole("button", { name: "Go to…", exact: true }),
    cancel: "Close",
    only: "leads to another page: palette.spec.ts looks where the keyboard is there",
  },
];
