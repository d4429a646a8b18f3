import { expect, type Locator, type Page } from "@playwright/test";
import { ok, type Organization } from "../api";
import { Configured } from "../configuration";
import { memberships } from "../members";
import type { Person } from "../person";

/** One of everything that a dialog is about. */
export type World = {
  shop: Configured;
  organization: Organization;
  other: Organization;
  owner: Person;
  anna: Person;
  invited: string;
  /** Lets in again whom a walk has kept out. */
  open?: () => void;
};

/** A dialog, and what has the keyboard before and after it. */
export type Walk = {
  /** The file of the client that it stands in, from its pages. */
  source: string;
  name: string | RegExp;
  at: (world: World) => string;
  /** Makes ready what it is about. */
  before?: (page: Page, world: World) => Promise<unknown>;
  /** What is pressed; of a menu, its button. */
  opener: (page: Page, world: World) => Locator;
  /** The entry of the menu. */
  entry?: string | RegExp;
  /** What comes last in it, where no skeleton says that something is to come. */
  whole?: RegExp;
  /** The button that closes it without doing anything. */
  cancel?: string;
  /** Does what it is for. */
  succeed?: (page: Page, dialog: Locator, world: World) => Promise<unknown>;
  /** Why it does nothing, where `succeed` is missing. */
  only?: string;
  /** What has the keyboard then; the opener if it is not said. */
  then?: (page: Page, world: World) => Locator;
};

export const button = (page: Page, name: string) => page.getByRole("main").getByRole("button", { name, exact: true });
export const menu = (page: Page, of: string) => page.getByRole("button", { name: `Actions for ${of}`, exact: true });
export const passkeys = (page: Page) => page.getByRole("region", { name: "Passkeys" });
export const heading = (page: Page) => page.getByRole("heading", { level: 1 });
export const press = (name: string) => (_: Page, dialog: Locator) => dialog.getByRole("button", { name, exact: true }).click();
export const at = (rest: string) => ({ shop }: World) => shop.page(rest);
export const of = (rest: string) => ({ organization }: World) => `/o/${organization.slug}${rest}`;

export async function world(person: Person, anna: Person): Promise<World> {
  const [organization, other] = [await person.api.createOrganization("Lighthouse"), await person.api.createOrganization("Other")];
  await person.api.choosePlan(organization, "pro");
  const shop = await Configured.in(person.api, organization, "Shop");
  await shop.publishLive();
  await shop.publish("sandbox", { "auth.session_length": 60 });
  await shop.save("sandbox", { "auth.session_length": 70 });
  for (const name of ["Old", "New"]) await ok(person.api.post(shop.at("sandbox", "keys"), { name }));
  await person.api.deleteProject(organization, await person.api.createProject(organization, "Till"));
  const offer = async (name: string) => person.api.offer(organization, await person.api.createProject(organization, name), other);
  await offer("Loom");
  await ok(person.api.acceptOffer(other, await offer("Kiln")));
  const members = memberships(person, organization);
  await members.join(anna, "developer");
  const invited = `carl-${organization.slug}@example.com`;
  await members.invite(invited, "viewer");
  return { shop, organization, other, owner: person, anna, invited };
}

export async function open(page: Page, walk: Walk, made: World) {
  await walk.opener(page, made).focus();
  await page.keyboard.press("Enter");
  if (walk.entry) {
    const entry = page.getByRole("menuitem", { name: walk.entry });
    await entry.focus();
    await page.keyboard.press("Enter");
  }
  const dialog = page.getByRole("dialog", { name: walk.name });
  await expect(dialog).toBeVisible();
  // What comes late moves the buttons below it.
  await expect(dialog.getByRole("status", { name: "Loading" })).toHaveCount(0);
  if (walk.whole) await expect(dialog).toContainText(walk.whole);
  await expect(dialog.locator(":focus"), "the keyboard is in the dialog").toHaveCount(1);
  return dialog;
}
