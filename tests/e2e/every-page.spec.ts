import type { Page } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { expect, test } from "./support/fixtures";
import { walk } from "./support/focus";
import type { Person } from "./support/person";
import { everyPlace, type Place } from "./support/places";
import { sticksOut } from "./support/sideways";
import { small } from "./support/targets";
import { translatable } from "./support/translators";

type Check = (page: Page, place: Place, words: string[]) => Promise<void>;

/** What holds on every page. Each is looked at on the page as the one before left it: on a desk, in light. */
const CHECKS: Record<string, Check> = {
  "a title, and one heading of its own": async (page, { name, title }) => {
    await expect.soft(page, name).toHaveTitle(title);
    await expect.soft(page.getByRole("heading", { level: 1 }), `${name}: one heading`).toHaveCount(1);
    await expect.soft(page.getByRole("main"), `${name}: one main part`).toHaveCount(1);
  },
  "nothing that is pressed is smaller than 24 px": async (page, { name }) => {
    expect.soft(await small(page, 24), `${name}: smaller than 24 px`).toEqual([]);
  },
  "no name, address, slug, ID or key is left to a translator": async (page, { name }, words) => {
    expect.soft(await translatable(page, words), `${name}: left to a translator`).toEqual([]);
  },
  "it does not scroll sideways": async (page, place) => {
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 640 });
      await place.ready(page);
      expect.soft(await sticksOut(page), `${place.name}: sideways at ${width} px`).toEqual([]);
    }
    await page.setViewportSize(DESK);
  },
  "axe finds nothing": (page, { name }) => expectAccessible(page, `${name}: axe`),
  // Last, as it leaves the keyboard somewhere.
  "wherever Tab leads, the focus is seen": async (page, { name }) => {
    const { stops, unseen } = await walk(page);
    const least = (await page.getByRole("dialog").count()) > 0 ? 1 : 2;
    expect.soft(stops, `${name}: stops of Tab`).toBeGreaterThanOrEqual(least);
    expect.soft(unseen, `${name}: the focus is seen, in light and in dark`).toEqual({ light: [], dark: [] });
  },
};

const DESK = { width: 1280, height: 844 };

/** Several tests, so that they run side by side. */
const PARTS = 4;

test.use({ viewport: DESK, colorScheme: "light" });

for (let part = 0; part < PARTS; part++) {
  test(`every page keeps what all of them promise: part ${part + 1} of ${PARTS}`, async ({ page, person, noise }) => {
    test.slow();
    noise.allow(/status of 404/);
    const places = await everyPlace(person);
    const words = await named(person);
    for (const place of places.filter((_, at) => at % PARTS === part)) {
      await page.goto(place.address);
      await place.ready(page);
      for (const [what, check] of Object.entries(CHECKS)) {
        await test.step(`${place.name}: ${what}`, () => check(page, place, words));
      }
    }
  });
}

/** What people and machines have called what `everyPlace` makes. */
async function named(person: Person): Promise<string[]> {
  const { organizations } = await person.api.get("/api/session");
  const organization = organizations.find((one: { name: string }) => one.name === "Lighthouse Books");
  const shown = await person.api.project(organization, "reading-room");
  const { keys } = await person.api.get(`/api/organizations/${organization.slug}/projects/${shown.slug}/environments/sandbox/keys`);
  return [
    ...["Lighthouse Books", "Meridian Logistics", "Reading room", "Warehouse scanner", "Web server", "reading-room"],
    ...[person.email, `anna-${organization.slug}@example.com`],
    ...organizations.map((one: { slug: string }) => one.slug),
    ...[organization.id, shown.id, shown.sandbox.id, shown.live.id, keys[0].id, keys[0].last4],
  ];
}
