import { Switcher } from "./support/bar";
import { Configured } from "./support/configuration";
import { expect, test } from "./support/fixtures";
import { manyMembers, manyProjects, numbered, open, retype } from "./support/lists";

for (const delay of [0, 80, 250, 700]) {
  test(`the log's filters by person and project follow the search though old and new rows fill the window, letters ${delay} ms apart`, async ({ page, person }) => {
    test.slow();
    const organization = await manyProjects(person);
    // More than one page of them, as of the projects.
    await manyMembers(page, 50);
    await page.goto(`/o/${organization.slug}/audit`);
    const people = new Switcher(page, "Person");
    const projects = new Switcher(page, "Logged project");
    const walks = [
      { dropdown: people, one: ["ada", "Ada"], other: ["ben", "Ben"], chosen: /[?&]person=[^&]*b\d\d(&|$)/ },
      { dropdown: projects, one: ["api", "Api"], other: ["worker", "Worker"], chosen: /[?&]project=[^&]+/ },
    ];
    for (const { dropdown, one, other, chosen } of walks) {
      await open(dropdown, new RegExp(`^${one[1]} 01`));
      for (const [word, name] of [other, one, other]) {
        await retype(page, dropdown.search, word, delay);
        await expect(dropdown.active).toHaveText(new RegExp(`^${name} 01`));
        await expect(dropdown.active).toHaveAttribute("aria-setsize", "30");
        await expect(dropdown.entry(/^(Ada|Ben|Api|Worker) /).nth(12)).toHaveText(new RegExp(`^${name}`));
        await expect(dropdown.entry(/^(Ada|Ben|Api|Worker) /).filter({ hasNotText: name })).toHaveCount(0);
      }
      await retype(page, dropdown.search, one[0], delay);
      await expect(dropdown.active).toHaveText(new RegExp(`^${one[1]} 01`));
      await retype(page, dropdown.search, other[0], delay);
      // At once, whatever is still on its way: nothing happens, or what was typed is chosen.
      await page.keyboard.press("Enter");
      await expect(async () => {
        if (await dropdown.panel.isVisible()) await page.keyboard.press("Enter");
        await expect(page).toHaveURL(chosen, { timeout: 500 });
      }).toPass();
      await expect(dropdown.button).toHaveText(new RegExp(`${other[1]} \\d\\d`));
    }
  });
}

test("settings follow the search of the overview and the filter of their page though old and new ones fill the window", async ({ page, person }) => {
  test.slow();
  const shop = await Configured.create(person.api, "Shop", "empty");
  const settings = ["Quay", "Bridge"].flatMap((word) =>
    numbered(word, 30).map((title) => ({ key: title.toLowerCase().replace(" ", ".at_"), title, kind: { type: "text" } })),
  );
  await shop.schema(settings);
  await shop.publish("sandbox", { "quay.at_01": "first" });

  await page.goto(shop.page("sandbox"));
  const rows = page.getByRole("list", { name: "Settings" }).getByRole("listitem");
  await expect(rows.first()).toContainText("Quay 01");
  const search = page.getByRole("searchbox", { name: "Search settings" });
  for (const delay of [0, 80, 250, 700]) {
    for (const word of ["Bridge", "Quay"]) {
      await search.focus();
      await retype(page, search, word.toLowerCase(), delay);
      await expect(rows.first(), `${delay} ms`).toContainText(`${word} 01`);
      await expect(rows.nth(9), `${delay} ms`).toContainText(`${word} 10`);
      await expect(rows.filter({ hasNotText: word })).toHaveCount(0);
    }
  }

  await page.goto(shop.page("sandbox/configuration"));
  const shown = page.locator(".setting:visible");
  await expect(shown).toHaveCount(60);
  const filter = page.getByRole("searchbox", { name: "Filter settings" });
  for (const delay of [0, 80, 250, 700]) {
    for (const word of ["Bridge", "Quay"]) {
      await filter.focus();
      await retype(page, filter, word.toLowerCase(), delay);
      await expect(shown, `${delay} ms`).toHaveCount(30);
      await expect(shown.first(), `${delay} ms`).toContainText(`${word} 01`);
      await expect(shown.filter({ hasNotText: word })).toHaveCount(0);
    }
  }
});
