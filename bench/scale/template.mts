// One organization, made by the product itself: what all others are copies of. So the data is what the product writes today, whatever the schema.

import { DatabaseSync } from "node:sqlite";
import { cp, rm } from "node:fs/promises";
import { databaseFile, migrate, Person, Server } from "./product.mts";

export const PROJECTS = 5;
export const SLUG = "original";
const SECRET = "s".repeat(40);

/** What the measurements have to know of it. */
export type Template = { projects: { id: string; slug: string; sandbox: string }[]; token: string; cookie: string };

export async function makeTemplate(state: string, main: string, count = PROJECTS): Promise<Template> {
  await rm(state, { recursive: true, force: true });
  await migrate(state);
  let server = await Server.start(main, state);
  const owner = new Person(server);
  await owner.signIn("owner@example.com");
  await owner.ask("POST", "/api/organizations", { name: "Original", slug: SLUG, website: "https://example.com" });
  await server.stop();
  alter(await databaseFile(state), [
    // Room for the projects, without an invoice.
    "UPDATE subscriptions SET plan = 'enterprise', anchor_at = 0, period_start = 0, period_end = 9007199254740991",
    // Two more members. Of an ID the last eight digits become the copy's number: those before tell them apart.
    "INSERT INTO users (id, email, email_key, created_at) SELECT substr(u.id, 1, 24) || '000' || j.value || '00000000', j.value || u.email, j.value || u.email_key, u.created_at FROM users u, json_each('[1,2]') j",
    "INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) SELECT o.id, u.id, 2, o.created_at, u.email_key FROM organizations o, users u WHERE u.email <> 'owner@example.com'",
  ]);
  server = await Server.start(main, state);
  const person = new Person(server, owner.cookie);
  const projects = [];
  for (let number = 1; number <= count; number++) projects.push(await project(person, number));
  const invite = { emails: ["first@example.com", "second@example.com"], role: "viewer" };
  await person.ask("POST", `/api/organizations/${SLUG}/invites`, invite);
  const keys = `/api/organizations/${SLUG}/projects/${projects[0].slug}/environments/sandbox/keys`;
  const { token } = await person.ask("POST", keys, { name: "Server" });
  for (const { sandbox } of projects) await (await fetch(`${server.origin}/v1/environments/${sandbox}/config`)).text();
  await new Promise((done) => setTimeout(done, 3000));
  for (const cron of ["* * * * *", "17 * * * *", "* * * * *"]) await server.cron(cron);
  await server.stop();
  settle(await databaseFile(state));
  return { projects, token, cookie: owner.cookie };
}

/** What a project needs before it goes live. */
const REQUIRED = {
  "app.display_name": "Original",
  "app.support_address": "help@example.com",
  "auth.allowed_origins": ["https://example.com"],
  "auth.redirect_urls": ["https://example.com/callback"],
};

/** A project. Two of five are worked on: they have three versions in sandbox and one in live. */
async function project(person: Person, number: number) {
  const made = await person.ask("POST", `/api/organizations/${SLUG}/projects`, { name: `Project ${number}` });
  const at = `/api/organizations/${SLUG}/projects/${made.slug}/environments`;
  if (number % PROJECTS === 1 || number % PROJECTS === 2) {
    for (const minutes of [30, 60]) await publish(person, `${at}/sandbox`, { "auth.session_length": minutes });
    await publish(person, `${at}/live`, REQUIRED, { "auth.signing_secret": SECRET }, made.name);
  }
  return { id: made.id, slug: made.slug, sandbox: made.sandbox.id };
}

/** Saves these values and publishes them. */
export async function publish(person: Person, at: string, set: object, secrets = {}, confirm?: string) {
  const { revision, published } = await person.ask("GET", `${at}/configuration`);
  const saved = await person.ask("PATCH", `${at}/draft`, { revision, set, secrets, keep: [] });
  const body = { revision: saved.revision, version: published?.version.number ?? 0, message: "More", confirm };
  return person.ask("POST", `${at}/versions`, body);
}

/** Nothing of it waits for anything: a copy of what waits would be work for cron that no change has made. */
function settle(file: string) {
  alter(file, [
    "DELETE FROM config_outbox",
    "UPDATE environments SET look_at = NULL",
    "UPDATE outbox SET state = 'sent'",
    "UPDATE config_reads SET rolled_up = 1",
    "UPDATE usage_days SET summed = 1",
    "UPDATE organizations SET counts_changed = 0, counted_on = unixepoch() / 86400, stored_changed = 0",
    "UPDATE projects SET stored_changed = 0",
    "DELETE FROM answers",
    // Behind the copies of the last entry that was looked at, which have larger IDs.
    "UPDATE walks SET place = substr(place, 1, 28) || '~' WHERE name IN ('seal', 'notices') AND place <> ''",
    "DELETE FROM sign_in_codes",
    "DELETE FROM mailbox",
  ]);
}

function alter(file: string, statements: string[]) {
  const database = new DatabaseSync(file);
  for (const statement of statements) database.exec(statement);
  database.close();
}

/** The template's data once more, to be filled. */
export async function copy(from: string, to: string) {
  await rm(to, { recursive: true, force: true });
  await cp(from, to, { recursive: true });
}
