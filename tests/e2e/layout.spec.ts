import { expect, test } from "./support/fixtures";
import { organizations, projects } from "./support/bar";
import { apart, everyPlace, follow } from "./support/places";
import { sticksOut } from "./support/sideways";

const NAMES = {
  "64 letters without a space, and 64 characters of CJK": ["W".repeat(64), "京".repeat(64)],
  "64 characters of CJK, and 64 letters without a space": ["東".repeat(64), "M".repeat(64)],
  "right to left": ["متجر الكتب القديمة والمخطوطات في المدينة العتيقة", "غرفة القراءة الكبيرة"],
};

for (const [kind, [organization, project]] of Object.entries(NAMES)) {
  test(`no page scrolls sideways at 320 px, nor at 1280: ${kind}`, async ({ page, person, noise }) => {
    test.slow();
    noise.allow(/status of 404/);
    const places = apart(await everyPlace(person, organization, project));
    await page.goto(places.at(-1)!.address);
    await places.at(-1)!.ready(page);
    for (const place of places) {
      await follow(page, place.address);
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 640 });
        await place.ready(page);
        expect.soft(await sticksOut(page), `${place.name} at ${width} px`).toEqual([]);
      }
    }
  });

  test(`the bar keeps everything in reach at 320 px: ${kind}`, async ({ page, person }) => {
    const made = await person.api.createOrganization(organization);
    const shop = await person.api.createProject(made, project);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`/o/${made.slug}/p/${shop.slug}/sandbox`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(project);
    const controls = [
      organizations(page).button,
      projects(page).button,
      page.getByRole("group", { name: "Environment" }).getByRole("link", { name: "Live" }),
      page.getByRole("button", { name: "Account" }),
      page.getByRole("button", { name: "Copy sandbox environment ID" }),
    ];
    for (const control of controls) await expect(control).toBeInViewport({ ratio: 1 });
    const boxes = await Promise.all(controls.slice(0, 4).map((control) => control.boundingBox()));
    for (const [at, one] of boxes.entries()) {
      expect(one!.width, `control ${at} is wide enough for a finger`).toBeGreaterThanOrEqual(24);
      for (const other of boxes.slice(at + 1)) {
        const apart =
          one!.x + one!.width <= other!.x + 0.5 ||
          other!.x + other!.width <= one!.x + 0.5 ||
          one!.y + one!.height <= other!.y + 0.5 ||
          other!.y + other!.height <= one!.y + 0.5;
        expect(apart, `${JSON.stringify(one)} and ${JSON.stringify(other)} lie apart`).toBe(true);
      }
    }
    for (const dropdown of [organizations(page), projects(page)]) {
      await dropdown.button.click();
      await expect(dropdown.current).toBeVisible();
      await expect(dropdown.entries.last()).toBeInViewport({ ratio: 1 });
      expect(await sticksOut(page)).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });
}

test("on a phone what is touched is 44 px high, and text fields do not make it zoom", async ({ newBrowser, baseURL, person }) => {
  const organization = await person.api.createOrganization();
  const phone = await newBrowser({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    storageState: await person.api.request.storageState(),
  });
  const page = await phone.newPage();
  await page.goto(`/o/${organization.slug}/new`);
  const name = page.getByLabel("Project Name");
  await expect(name).toBeVisible();
  const controls = [name.locator(".."), page.getByRole("button", { name: "Create project" }), organizations(page).button];
  for (const control of controls) expect((await control.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  expect(await name.evaluate((field) => parseFloat(getComputedStyle(field).fontSize))).toBeGreaterThanOrEqual(16);
  await organizations(page).button.tap();
  await expect(organizations(page).panel).toBeVisible();
  expect((await organizations(page).entries.first().boundingBox())!.height).toBeGreaterThanOrEqual(44);
});

test("who asks for less motion gets none", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  await page.emulateMedia({ reducedMotion: "reduce" });
  const moving = () =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => Number(animation.effect?.getComputedTiming().activeDuration) > 20)
        .map((animation) => (animation.effect as KeyframeEffect).target?.className),
    );
  await page.route("**/api/organizations/*/projects*", () => {});
  await page.goto(`/o/${organization.slug}`);
  await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
  await expect(page.locator("#boot")).toHaveCount(0);
  expect(await moving()).toEqual([]);
  await organizations(page).button.click();
  await expect(organizations(page).panel).toBeVisible();
  expect(await moving()).toEqual([]);
});
