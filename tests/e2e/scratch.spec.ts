import { expect, test } from "./support/fixtures";
import { Configured, setting, bar } from "./support/configuration";

for (const [scheme, width] of [["light", 1280], ["dark", 1280], ["light", 390]] as const) {
  test(`scratch ${scheme} ${width}`, async ({ page, person, noise }) => {
    test.setTimeout(120_000);
    noise.allow(/.*/);
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    const shop = await Configured.create(person.api, "Reading room");
    await shop.publish("sandbox", { "app.display_name": "Lighthouse", "theme.primary_colour": "#e6246d" }, {}, "Name and colour");
    await shop.publish("sandbox", { "features.dark_mode": false, "app.support_address": "help@example.com" }, { "auth.signing_secret": "x".repeat(40) }, "Dark mode off for now, and a secret to sign with");
    await shop.publishLive();
    await shop.save("sandbox", { "auth.session_length": 60, "auth.allowed_origins": ["http://localhost:3000", "https://staging.example.com"] });
    await page.request.get(`/v1/environments/${shop.project.sandbox.id}/config`);
    const shot = async (name: string, full = true) => {
      await page.waitForTimeout(500);
      await page.screenshot({ path: `/tmp/shots-ui/${name}-${scheme}-${width}.png`, fullPage: full });
    };
    for (const [name, rest] of [["overview", "sandbox"], ["live", "live"], ["settings", "sandbox/settings"], ["settings-live", "live/settings"], ["versions", "sandbox/versions"], ["keys", "sandbox/keys"], ["promote", "promote"], ["schema", "schema"], ["general", "general"]]) {
      await page.goto(shop.page(rest));
      await page.waitForLoadState("networkidle");
      await shot(name);
    }
    await page.goto(shop.page("sandbox/settings"));
    await setting(page, "Session length").getByRole("textbox").fill("3");
    await setting(page, "Display name").getByRole("textbox").fill("Other name");
    await setting(page, "Signing secret").getByRole("button", { name: /Replace/ }).click();
    await shot("settings-typed");
    await setting(page, "Signing secret").getByRole("button", { name: /Cancel/ }).click();
    await setting(page, "Session length").getByRole("textbox").fill("30");
    await bar(page).getByRole("button", { name: "Publish…" }).click();
    await shot("publish", false);
    await page.goto(shop.page("sandbox/versions?compare=1..3"));
    await shot("compare", false);
    await page.goto(shop.page("live/keys"));
    await page.getByRole("button", { name: "Create key" }).click();
    await page.getByLabel("Name").fill("Web server 1");
    await shot("key-create", false);
    await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
    await shot("key-made", false);
    await page.keyboard.press("Escape");
    await shot("keys-one");
    await page.goto(shop.page("promote"));
    await page.getByLabel("Tick all that differ").check();
    await page.getByRole("button", { name: /^Promote \d/ }).click();
    await shot("promote-dialog", false);
    await page.goto(shop.page("schema"));
    await page.getByRole("button", { name: "Session length", exact: true }).click();
    await shot("schema-dialog", false);
    await page.goto(`/o/${shop.organization.slug}`);
    await shot("list");
    await page.goto(`/o/${shop.organization.slug}/new`);
    await shot("new");
  });
}
