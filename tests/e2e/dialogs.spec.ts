import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { ok, type Organization } from "./support/api";
import { Authenticator } from "./support/authenticator";
import { expectDialogAccessible } from "./support/axe";
import { close } from "./support/closed";
import { Configured, setting, toast } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { inviteRow, memberships } from "./support/members";
import { Person } from "./support/person";

/** One of everything that a dialog is about. */
type World = {
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
type Walk = {
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

const button = (page: Page, name: string) => page.getByRole("main").getByRole("button", { name, exact: true });
const menu = (page: Page, of: string) => page.getByRole("button", { name: `Actions for ${of}`, exact: true });
const passkeys = (page: Page) => page.getByRole("region", { name: "Passkeys" });
const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const press = (name: string) => (_: Page, dialog: Locator) => dialog.getByRole("button", { name, exact: true }).click();
const at = (rest: string) => ({ shop }: World) => shop.page(rest);
const of = (rest: string) => ({ organization }: World) => `/o/${organization.slug}${rest}`;

const WALKS: Walk[] = [
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

async function world(person: Person, anna: Person): Promise<World> {
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

async function open(page: Page, walk: Walk, made: World) {
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

/** The way out comes before what the dialog is for, as in all others. */
async function expectOrder(dialog: Locator, walk: Walk) {
  const acts = dialog.locator(".dialog-actions").getByRole("button");
  if ((await acts.count()) > 1) await expect(acts.first()).toHaveText(walk.cancel!);
  await expect(dialog.locator(".form-actions")).toHaveCount(0);
}

for (const walk of WALKS) {
  const title = `${walk.name} (${walk.entry ?? walk.source.split("/").at(-1)})`;
  test(`the keyboard comes back from the dialog ${title}`, async ({ page, person, newBrowser, baseURL, noise }) => {
    noise.allow(/status of 40[34]/);
    const made = await world(person, await Person.inBrowser(await newBrowser(), baseURL!));
    await page.goto(walk.at(made));
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    // Its row is another one as soon as the mail is out.
    if (walk.source === "members/invited/acts.rs") await expect(inviteRow(page, made.invited)).toContainText("Pending");
    await walk.before?.(page, made);
    for (const way of ["Escape", walk.cancel!]) {
      const dialog = await open(page, walk, made);
      if (way === "Escape") await expectDialogAccessible(page, title);
      if (way === "Escape") await expectOrder(dialog, walk);
      await (way === "Escape" ? page.keyboard.press("Escape") : dialog.getByRole("button", { name: way, exact: true }).last().click());
      await expect(dialog).toHaveCount(0);
      await expect(walk.opener(page, made), `after ${way}`).toBeFocused();
    }
    if (!walk.succeed) return;
    const dialog = await open(page, walk, made);
    await walk.succeed(page, dialog, made);
    await expect(dialog).toHaveCount(0);
    await expect((walk.then ?? walk.opener)(page, made), "after it did what it is for").toBeFocused();
  });
}

test("all dialogs of the console are walked, and each does what it is for or says why not", () => {
  const source = join(__dirname, "../../app/src");
  const files = readdirSync(source, { recursive: true }).map(String).filter((file) => file.endsWith(".rs"));
  for (const file of files) {
    const text = readFileSync(join(source, file), "utf8");
    const own = file === join("ui", "actions.rs") ? "" : text;
    expect(own, `${file}: buttons at the end are put in order by ui/actions.rs`).not.toMatch(/"(dialog|form)-actions"/);
    const uses = text.match(/<(Confirm)?Dialog\b/g) ?? [];
    // What a ConfirmDialog is made of.
    if (uses.length === 0 || file === join("ui", "confirm.rs")) continue;
    const walks = WALKS.filter((walk) => walk.source === relative(join(source, "pages"), join(source, file)));
    expect(walks.length, `walks of the ${uses.length} dialogs in ${file}`).toBeGreaterThanOrEqual(uses.length);
  }
  const gone = WALKS.filter((walk) => !files.includes(join("pages", walk.source)));
  expect(gone.map((walk) => walk.source), "walks of what is there no more").toEqual([]);
  const idle = WALKS.filter((walk) => !walk.succeed && !walk.only);
  expect(idle.map((walk) => `${walk.source}: ${walk.name}`), "walks that neither do it nor say why").toEqual([]);
});

for (const when of ["before the page is opened again", "when it is open again"]) {
  test(`a new key whose page is left while it is being made is shown on return, though the answer comes ${when}`, async ({ page, person }) => {
    const shop = await Configured.create(person.api);
    let arrived = () => {};
    let answer = () => {};
    const made = new Promise<void>((resolve) => (arrived = resolve));
    const released = new Promise<void>((resolve) => (answer = resolve));
    await page.route("**/environments/sandbox/keys", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      arrived();
      await released;
      await route.continue();
    });
    await page.goto(shop.page("sandbox"));
    await page.getByRole("navigation", { name: "Project pages" }).getByRole("link", { name: "Keys" }).click();
    await page.getByRole("button", { name: "Create key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Web server");
    await dialog.getByRole("button", { name: "Create key" }).click();
    await made;
    const prevented = () => page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));
    expect(await prevented(), "the browser asks before the tab is closed").toBe(true);
    await page.goBack();
    await expect(page).toHaveURL(shop.page("sandbox"));
    await expect(dialog).toHaveCount(0);
    if (when.startsWith("before")) {
      const answered = page.waitForResponse((response) => response.request().method() === "POST" && response.url().endsWith("/keys"));
      answer();
      await (await answered).finished();
    }
    await page.goForward();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Keys");
    answer();
    await expect(dialog.locator("code")).toHaveText(/^\S{20,}$/);
    await dialog.getByRole("button", { name: "I have copied it" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole("list", { name: "Server keys" }).getByRole("listitem")).toHaveCount(1);
    await page.getByRole("main").getByRole("button", { name: "Create key" }).first().click();
    await expect(dialog.getByLabel("Name"), "it is done").toHaveValue("");
  });
}

test("a new key is shown until it is copied: neither Esc, nor a click beside, nor its cross, nor Back takes it away", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox"));
  await page.getByRole("navigation", { name: "Project pages" }).getByRole("link", { name: "Keys" }).click();
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Web server");
  await dialog.getByRole("button", { name: "Create key" }).click();
  const token = await dialog.locator("code").innerText();
  for (const _ of [1, 2, 3]) await page.keyboard.press("Escape");
  await page.mouse.click(10, 10);
  await expect(dialog.getByRole("button", { name: "Close" })).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("button", { name: "Close" }).dispatchEvent("click");
  await expect(dialog.locator("code")).toHaveText(token);
  await page.goBack();
  await expect(page).toHaveURL(shop.page("sandbox"));
  await expect(dialog).toHaveCount(0);
  await page.goForward();
  await expect(dialog.locator("code"), "it waits").toHaveText(token);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(token);
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await expect(dialog).toHaveCount(0);
  await page.goBack();
  await page.goForward();
  await expect(page.getByRole("list", { name: "Server keys" })).toBeVisible();
  await expect(dialog, "it is gone for good").toHaveCount(0);
});

test("a choice among one of several shows what it holds", async ({ page, person }) => {
  const shop = await Configured.create(person.api, "Shop", "empty");
  const options = ["off", "test", "real"].map((value) => ({ value, title: `${value} payments` }));
  await shop.schema([{ key: "pay.mode", title: "Payments", kind: { type: "one_of", options }, required_in_live: false, secret: false }]);
  await shop.publish("sandbox", { "pay.mode": "off" });
  await page.goto(shop.page("sandbox/configuration"));
  const list = setting(page, "Payments").getByRole("combobox");
  const draft = page.getByRole("region", { name: "Draft" });
  for (const value of ["test", "off", "real"]) {
    await list.selectOption(value);
    await expect(list).toHaveValue(value);
  }
  await setting(page, "Payments").getByRole("button", { name: "Undo" }).click();
  await expect(list).toHaveValue("off");
  await expect(draft).toBeHidden();

  for (const value of ["test", "off", "real"]) await list.selectOption(value);
  await draft.getByRole("button", { name: "Save draft" }).click();
  await expect(toast(page, "Draft saved")).toBeVisible();
  await expect(list).toHaveValue("real");
  await draft.getByRole("button", { name: "Discard draft" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard draft" }).click();
  await expect(toast(page, "Draft discarded")).toBeVisible();
  await expect(list).toHaveValue("off");
});
