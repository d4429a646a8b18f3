import { execFile } from "node:child_process";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { ok } from "./support/api";
import { runCron } from "./support/cron";
import { putBack, snapshot } from "./support/database";
import { Person } from "./support/person";
import { expect, test } from "./support/fixtures";
import { OwnServer } from "./support/server";

const NAME = "reconcile";
const STATE = `target/e2e/${NAME}`;
const COPY = `target/e2e/${NAME}-copy.sqlite`;

/** Where what was there before the copy was put back is exported from: without a server, wrangler exports only what lies beside a configuration. */
const BEFORE = `target/e2e/${NAME}-before`;

/** `cargo xtask operator reconcile …`, against the data of the test's own server. */
async function reconcile(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.env.XTASK!, ["operator", "reconcile", ...args, "--state", STATE]);
  return stdout;
}

/** Exports the database as it is now, as step 2 of the drill does; answers the file. Nothing may be serving it. */
async function exported(): Promise<string> {
  await rm(BEFORE, { recursive: true, force: true });
  await mkdir(`${BEFORE}/.wrangler/state/v3`, { recursive: true });
  await cp(`${STATE}/v3/d1`, `${BEFORE}/.wrangler/state/v3/d1`, { recursive: true });
  const database = `binding = "DB"\ndatabase_name = "portico"\ndatabase_id = "00000000-0000-0000-0000-000000000000"`;
  await writeFile(`${BEFORE}/wrangler.toml`, `name = "portico"\ncompatibility_date = "2026-11-01"\n[[d1_databases]]\n${database}\n`);
  const file = `${BEFORE}/later.sql`;
  const args = ["d1", "export", "portico", "--local", "--config", `${BEFORE}/wrangler.toml`, "--output", file];
  await promisify(execFile)("wrangler", args, { env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1" } });
  return file;
}

test("after a copy of the database was put back, the edge answers what the database says, and nothing that was ended lives again", async ({ browser, playwright }) => {
  test.setTimeout(300_000);
  let server = await OwnServer.start(NAME, { MAIL_TRANSPORT: "local" });
  const request = await playwright.request.newContext({ baseURL: server.origin });
  const reader = await playwright.request.newContext({ baseURL: server.origin });
  const read = async (id: string) => {
    const answer = await reader.get(`/v1/environments/${id}/config`);
    return [answer.status(), answer.headers()["portico-version"]];
  };
  try {
    const owner = new Person(request, server.origin);
    await owner.signIn();
    const organization = await owner.api.createOrganization();
    const shop = await owner.api.createProject(organization, "Shop");
    const at = `/api/organizations/${organization.slug}/projects/${shop.slug}/environments/sandbox`;
    const publish = async (minutes: number) => {
      const { published, revision } = await owner.api.get(`${at}/configuration`);
      const saved = await owner.api.patch(`${at}/draft`, { revision, set: { "auth.session_length": minutes }, secrets: {}, keep: [] });
      const body = { revision: (await saved.json()).revision, version: published.version.number, message: "Try it" };
      expect((await owner.api.post(`${at}/versions`, body)).status()).toBe(201);
    };
    const made = await owner.api.post(`${at}/keys`, { name: "Server" });
    const { key, token } = await made.json();
    const second = await ok(owner.api.post(`${at}/keys`, { name: "Second" }));
    const keyed = async (token: string) =>
      (await reader.get(`/v1/environments/${shop.sandbox.id}/config`, { headers: { Authorization: `Bearer ${token}` } })).status();
    expect(await keyed(token)).toBe(200);
    expect(await read(shop.sandbox.id)).toEqual([200, "1"]);
    // What is withdrawn after the copy.
    const other = await owner.api.createOrganization("Other");
    const settings = `/api/organizations/${organization.slug}/projects/${shop.slug}`;
    const allowed = await ok(owner.api.patch(settings, { developers_publish_live: true, version: shop.version }));
    const offer = await owner.api.offer(organization, { ...shop, version: allowed.version }, other);
    const link = `(SELECT id FROM users WHERE email = '${owner.email}'), 'okta', 'https://okta.example', 'them', 'them@okta.example', 1, 'test'`;
    await server.execute(`INSERT INTO linked_providers (user_id, provider, issuer, subject, email, linked_at, request_id) VALUES (${link})`);

    // The copy.
    await rm(COPY, { force: true });
    await snapshot(STATE, COPY);
    // Afterwards a version is published, a project made, a key revoked, an offer withdrawn, a provider unlinked, and less is allowed.
    await publish(60);
    const later = await owner.api.createProject(organization, "Later");
    for (const ended of [`${at}/keys/${key.id}`, `/api/organizations/${organization.slug}/offers/${offer}`, "/api/account/providers/okta"]) {
      const answer = await owner.api.delete(ended);
      expect(answer.ok(), `DELETE ${ended}: ${await answer.text()}`).toBe(true);
    }
    const { version } = await owner.api.get(settings);
    await ok(owner.api.patch(settings, { developers_publish_live: false, version }));
    const security = `/api/organizations/${organization.slug}/security`;
    await ok(owner.api.patch(security, { sign_in_hours: 8, version: 0 }));
    await expect.poll(() => read(shop.sandbox.id)).toEqual([200, "2"]);
    await expect.poll(() => read(later.sandbox.id)).toEqual([200, "1"]);
    expect(await keyed(token)).toBe(401);
    await runCron(server.origin);

    // The database goes back, the edge does not.
    let before = "";
    server = await server.paused(async () => {
      before = await exported();
      await putBack(STATE, COPY);
    });
    expect(await keyed(token), "it lives again").toBe(200);
    expect((await request.get("/api/session")).status()).toBe(200);
    const said = await reconcile();
    expect(said).toContain("2 documents of the edge differ from the database");
    expect(said).toMatch(new RegExp(`${later.sandbox.id}\\s+not in the database\\s+the edge has version 1`));
    expect(said).toMatch(new RegExp(`${shop.sandbox.id}.+the edge has version 2, published is 1`));
    expect(said).toContain("2 keys work that may have been revoked since the copy");
    expect(said).toContain("open offers: 1, linked providers: 1");
    expect(said).toContain("Nothing was changed");

    expect(await reconcile("apply")).toContain("Done.");
    expect(await keyed(token), "nobody knows that it was revoked, but everybody is asked").toBe(200);
    await owner.signIn();
    const kept = await owner.api.get(`${at}/keys`);
    expect(kept.keys[0].restored_at).toBeGreaterThan(key.created_at);
    const { members } = await owner.api.get(`/api/organizations/${organization.slug}/members`);
    expect(members[0].restored_at).toBe(kept.keys[0].restored_at);
    expect((await owner.api.acceptOffer(other, offer)).status(), "the offer was withdrawn").toBe(409);
    expect(JSON.stringify(await owner.api.get("/api/account/providers")), "the provider was unlinked").not.toContain("okta.example");
    const console = await browser.newContext({ baseURL: server.origin, storageState: await request.storageState() });
    const page = await console.newPage();
    for (const [address, row, says] of [
      [`/o/${organization.slug}/p/${shop.slug}/sandbox/keys`, "Server", "Revoke it if it was revoked before: the database was put back"],
      [`/o/${organization.slug}/members`, owner.email, "Check this role: the database was put back"],
    ]) {
      await page.goto(address);
      await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: row })).toContainText(says);
    }
    await console.close();

    // An export from before knows more: which key it was, and what was withdrawn.
    expect((await owner.api.get(settings)).developers_publish_live, "nobody knew that it was withdrawn").toBe(true);
    const known = await reconcile("apply", "--before", before);
    expect(known).toMatch(/1 key was revoked since the copy\.\n.+Server/);
    expect(known).toContain("0 memberships were taken away or lowered since the copy");
    expect(known).toContain("2 permissions were withdrawn since the copy");
    expect(known).toContain(`${organization.slug} / ${shop.slug}  Developers may not publish to live`);
    expect(known).toContain(`${organization.slug}  sign in in any way, in the last 8 hours`);
    expect(await keyed(token)).toBe(401);
    expect(await keyed(second.token)).toBe(200);
    await owner.signIn();
    expect((await owner.api.get(settings)).developers_publish_live).toBe(false);
    expect(await owner.api.get(security)).toMatchObject({ ways: [], sign_in_hours: 8 });

    expect(await reconcile("apply", "--revoke-keys")).toContain("Done.");
    expect(await keyed(second.token)).toBe(401);
    expect((await request.get("/api/session")).status(), "all sessions have ended").toBe(401);
    await runCron(server.origin);
    expect(await reconcile()).toContain("0 documents of the edge differ from the database");
    expect(await read(later.sandbox.id)).toEqual([404, undefined]);
    expect(await read(shop.sandbox.id)).toEqual([200, "1"]);
  } finally {
    await request.dispose();
    await reader.dispose();
    await server.stop();
  }
});
