import { execFile } from "node:child_process";
import { cp, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { runCron } from "./support/cron";
import { Person } from "./support/person";
import { expect, test } from "./support/fixtures";
import { OwnServer } from "./support/server";

const NAME = "reconcile";
const STATE = `target/e2e/${NAME}`;
const COPY = `target/e2e/${NAME}-copy`;

/** `cargo xtask operator reconcile …`, against the data of the test's own server. */
async function reconcile(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.env.XTASK!, ["operator", "reconcile", ...args, "--state", STATE]);
  return stdout;
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
    const keyed = async () => (await reader.get(`/v1/environments/${shop.sandbox.id}/config`, { headers: { Authorization: `Bearer ${token}` } })).status();
    expect(await keyed()).toBe(200);
    expect(await read(shop.sandbox.id)).toEqual([200, "1"]);

    // The copy.
    server = await server.paused(async () => {
      await rm(COPY, { recursive: true, force: true });
      await cp(`${STATE}/v3/d1`, COPY, { recursive: true });
    });
    // Afterwards a version is published, a project made, a key revoked.
    await publish(60);
    const later = await owner.api.createProject(organization, "Later");
    await owner.api.delete(`${at}/keys/${key.id}`);
    await expect.poll(() => read(shop.sandbox.id)).toEqual([200, "2"]);
    await expect.poll(() => read(later.sandbox.id)).toEqual([200, "1"]);
    expect(await keyed()).toBe(401);
    await runCron(server.origin);

    // The database goes back, the edge does not.
    server = await server.paused(async () => {
      await rm(`${STATE}/v3/d1`, { recursive: true, force: true });
      await cp(COPY, `${STATE}/v3/d1`, { recursive: true });
    });
    expect(await keyed(), "it lives again").toBe(200);
    expect((await request.get("/api/session")).status()).toBe(200);
    const said = await reconcile();
    expect(said).toContain("2 documents of the edge differ from the database");
    expect(said).toMatch(new RegExp(`${later.sandbox.id}\\s+not in the database\\s+the edge has version 1`));
    expect(said).toMatch(new RegExp(`${shop.sandbox.id}.+the edge has version 2, published is 1`));
    expect(said).toContain("1 key works that may have been revoked since the copy");
    expect(said).toContain("Nothing was changed");

    expect(await reconcile("apply")).toContain("Done.");
    expect(await keyed(), "nobody knows that it was revoked, but everybody is asked").toBe(200);
    await owner.signIn();
    const kept = await owner.api.get(`${at}/keys`);
    expect(kept.keys[0].restored_at).toBeGreaterThan(key.created_at);
    const { members } = await owner.api.get(`/api/organizations/${organization.slug}/members`);
    expect(members[0].restored_at).toBe(kept.keys[0].restored_at);
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

    expect(await reconcile("apply", "--revoke-keys")).toContain("Done.");
    expect(await keyed()).toBe(401);
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
