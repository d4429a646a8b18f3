import { expect } from "@playwright/test";
import { toast } from "../configuration";
import { at, button, heading, menu, press, type Walk } from "./walk";

/** Dialogs of a project: its configuration, its keys, and where it goes. */
export const PROJECT: Walk[] = [
  {
    source: "configuration/settings/publish.rs",
    name: "Publish to sandbox",
    at: at("sandbox/configuration"),
    opener: (page) => button(page, "Publish…"),
    cancel: "Cancel",
    succeed: async (page, dialog) => {
      await dialog.getByLabel("Message").fill("Seventy");
      await press("Publish to sandbox")(page, dialog);
      await expect(toast(page, "published to sandbox")).toBeVisible();
    },
    // The bar goes with the last change.
    then: heading,
  },
  {
    source: "configuration/settings/bar.rs",
    name: "Discard the draft?",
    at: at("sandbox/configuration"),
    opener: (page) => button(page, "Discard draft"),
    cancel: "Cancel",
    succeed: press("Discard draft"),
    then: heading,
  },
  {
    source: "configuration/settings/history.rs",
    name: "History of Session length",
    at: at("sandbox/configuration"),
    opener: (page) => button(page, "History of Session length"),
    cancel: "Close",
    only: "shows what a setting was",
  },
  {
    source: "configuration/schema/dialog.rs",
    name: "Add setting",
    at: at("schema"),
    opener: (page) => button(page, "Add setting"),
    cancel: "Cancel",
    succeed: async (page, dialog) => {
      await dialog.getByLabel("Title").fill("Region");
      await dialog.getByLabel("Key", { exact: true }).fill("net.region");
      await press("Add setting")(page, dialog);
    },
  },
  {
    source: "configuration/schema/dialog.rs",
    name: "Edit setting",
    at: at("schema"),
    opener: (page) => button(page, "Edit Sign-up"),
    cancel: "Cancel",
    succeed: async (page, dialog) => {
      await dialog.getByLabel("Title").fill("Sign-up open");
      await press("Apply")(page, dialog);
    },
    then: (page) => button(page, "Edit Sign-up open"),
  },
  {
    source: "configuration/schema/remove.rs",
    name: "Remove Display name?",
    at: at("schema"),
    opener: (page) => button(page, "Remove Display name"),
    cancel: "Cancel",
    succeed: press("Remove setting"),
    then: (page) => page.getByRole("list", { name: "Settings" }).getByRole("listitem").first().getByRole("button", { name: /^Remove/ }),
  },
  {
    source: "configuration/keys/create.rs",
    name: "Create a key for sandbox",
    at: at("sandbox/keys"),
    opener: (page) => button(page, "Create key"),
    cancel: "Cancel",
    succeed: async (page, dialog) => {
      await dialog.getByLabel("Name").fill("Third");
      await dialog.getByLabel("Name").press("Enter");
      await expect(dialog.getByRole("button", { name: "Copy key" }), "the content has changed").toBeFocused();
      await press("I have copied it")(page, dialog);
    },
  },
  {
    source: "configuration/keys/mod.rs",
    name: "Revoke New?",
    at: at("sandbox/keys"),
    opener: (page) => button(page, "Revoke New"),
    cancel: "Cancel",
    succeed: press("Revoke key"),
    then: (page) => button(page, "Revoke Old"),
  },
  {
    source: "configuration/versions/compare.rs",
    name: "Version 1 and version 2",
    at: at("sandbox/versions"),
    opener: (page) => menu(page, "version 2"),
    entry: "Show what changed",
    cancel: "Close",
    only: "shows what two versions differ in",
  },
  {
    source: "configuration/versions/compare.rs",
    name: "Version 1 and version 2",
    at: at("sandbox/versions"),
    before: async (page) => {
      await page.getByLabel("Compare version 1").check();
      await page.getByLabel("Compare version 2").check();
    },
    opener: (page) => button(page, "Compare"),
    cancel: "Close",
    only: "shows what two versions differ in",
  },
  {
    source: "configuration/versions/roll_back.rs",
    name: "Roll back to version 1",
    at: at("sandbox/versions"),
    opener: (page) => menu(page, "version 1"),
    entry: "Roll back to this version",
    cancel: "Cancel",
    succeed: async (page, dialog) => {
      await press("Roll back sandbox")(page, dialog);
      await expect(toast(page, "holds the values of version 1")).toBeVisible();
    },
  },
  {
    source: "configuration/promote/publish.rs",
    name: "Promote to live",
    at: at("promote"),
    before: (page) => page.getByLabel("Session length").check(),
    opener: (page) => page.getByRole("button", { name: /^Promote 1 setting/ }),
    cancel: "Cancel",
    succeed: async (page, dialog) => {
      await dialog.getByLabel("Message").fill("One");
      await dialog.getByLabel("Type the project's name to confirm").fill("Shop");
      await press("Promote to live")(page, dialog);
      await expect(toast(page, "published to live")).toBeVisible();
    },
    then: (page) => page.locator("main :focus"),
  },
  {
    source: "offers/make.rs",
    name: "Offer Shop to another organization",
    at: at("settings"),
    whole: /keys keep working/,
    opener: (page) => button(page, "Offer project"),
    cancel: "Cancel",
    succeed: async (page, dialog, { other }) => {
      await dialog.getByLabel("Slug of the other organization").fill(other.slug);
      await dialog.getByLabel("Type the project's name to confirm").fill("Shop");
      await press("Offer project")(page, dialog);
    },
    then: (page) => button(page, "Withdraw offer"),
  },
  {
    source: "trash/delete.rs",
    name: "Delete Shop?",
    at: at("settings"),
    opener: (page) => button(page, "Delete project"),
    cancel: "Cancel",
    succeed: async (page, dialog) => {
      await dialog.getByRole("textbox").fill("Shop");
      await press("Delete project")(page, dialog);
    },
    then: heading,
  },
];
