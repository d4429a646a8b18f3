import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Locator } from "@playwright/test";
import { expectDialogAccessible } from "./support/axe";
import { ORGANIZATION } from "./support/dialogs/organization";
import { PERSON } from "./support/dialogs/person";
import { PROJECT } from "./support/dialogs/project";
import { open, world, type Walk } from "./support/dialogs/walk";
import { expect, test } from "./support/fixtures";
import { inviteRow } from "./support/members";
import { Person } from "./support/person";

const WALKS = [...PROJECT, ...ORGANIZATION, ...PERSON];

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
