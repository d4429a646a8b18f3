// What all prototypes share: the routes, who is asking, and the count of what they ask of storage.
import { DIRECTORY, SHARD } from "./tables.js";

export const hash = async (text) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const prepared = (db, [sql, values]) => db.prepare(sql).bind(...values);
export const batch = async (db, statements) => (await db.batch(statements.map((one) => prepared(db, one)))).map((one) => one);
export const first = async (db, sql, values) => (await db.prepare(sql).bind(...values).first()) ?? {};
export const make = (db, tables) => db.batch(tables.map((sql) => db.prepare(sql)));
export { DIRECTORY, SHARD };

/** Counts calls, and how many had to wait for one another. */
export class Calls {
  calls = 0;
  rounds = 0;
  written = 0;
  /** Calls that are made at the same moment. */
  async together(...asked) {
    this.rounds += 1;
    this.calls += asked.length;
    return Promise.all(asked);
  }
  async one(asked) {
    return (await this.together(asked))[0];
  }
}

const session = (request) => /session=([0-9a-z-]+)/.exec(request.headers.get("Cookie") ?? "")?.[1] ?? "";

/** `store` is what differs: list, show, create, configuration, and what the runner needs (fill, move). */
export function worker(open) {
  return {
    async fetch(request, env, context) {
      const url = new URL(request.url);
      const calls = new Calls();
      const store = open(env, calls, request, context);
      const [, area, , slug, , project] = url.pathname.split("/");
      const token = session(request);
      let answer;
      try {
        if (area === "v1") answer = await store.configuration(slug ?? url.pathname.split("/")[3], request.headers.get("Authorization"));
        else if (area === "operator") answer = await store[url.pathname.split("/")[2]](await request.json());
        else if (request.method === "POST") answer = await store.create(token, slug, await request.json());
        else answer = await (project ? store.read("show", token, slug, project) : store.read("list", token, slug));
      } catch (error) {
        answer = { status: 500, body: JSON.stringify({ error: String(error?.stack ?? error) }) };
      }
      const { status = 200, body, headers = {} } = answer;
      return new Response(body, { status, headers: { "Content-Type": "application/json", Calls: String(calls.calls), Rounds: String(calls.rounds), Written: String(calls.written), ...headers } });
    },
  };
}

/** 401, 404 or the body: the same in all of them. */
export function decide(person, row) {
  if (!person) return { status: 401, body: "{}" };
  if (!row?.role || row.body === null || row.body === undefined) return { status: 404, body: "{}" };
  return { body: row.body };
}

export const ids = (count) => Array.from({ length: count }, () => crypto.randomUUID());
export const slugOf = (name) => name.toLowerCase().replaceAll(" ", "-");

/** What a filled organization consists of. The IDs follow from its number, so that all prototypes answer the same. */
export async function contents(number, projects) {
  const id = (kind, at) => `${kind.padEnd(8, "0")}-0000-7000-8000-${String(number * 1000 + at).padStart(12, "0")}`;
  const organization = { id: id("0a", 0), slug: `organization-${number}`, name: `Organization ${number}` };
  const person = { id: id("0b", 0), email_key: `person-${number}@example.com`, token_hash: await hash(`session-${number}`) };
  const rows = [
    ["INSERT INTO organizations (id, slug, name) VALUES (?1, ?2, ?3)", [organization.id, organization.slug, organization.name]],
    ["INSERT INTO memberships (organization_id, user_id, role) VALUES (?1, ?2, 4)", [organization.id, person.id]],
  ];
  const environments = [];
  for (let at = 0; at < projects; at++) {
    const project = id("0c", at);
    rows.push(["INSERT INTO projects (id, organization_id, name, name_key, slug, created_at) VALUES (?1, ?2, ?3, ?4, ?5, 0)",
      [project, organization.id, `Project ${String(at).padStart(3, "0")}`, `project ${String(at).padStart(3, "0")}`, `project-${String(at).padStart(3, "0")}`]]);
    for (const [mode, kind] of [["live", "0d"], ["sandbox", "0e"]]) {
      environments.push(id(kind, at));
      rows.push(["INSERT INTO environments (id, organization_id, project_id, mode) VALUES (?1, ?2, ?3, ?4)", [id(kind, at), organization.id, project, mode]]);
    }
    rows.push(["INSERT INTO audit_entries (id, organization_id, actor_id, action, target_id, details, created_at) VALUES (?1, ?2, ?3, 'create_project', ?4, '{}', 0)",
      [id("0f", at), organization.id, person.id, project]]);
  }
  rows.push(["INSERT INTO keys (token_hash, organization_id, environment_id) VALUES (?1, ?2, ?3)", [await hash(`key-${number}`), organization.id, environments[0]]]);
  const who = [
    ["INSERT INTO users (id, email_key) VALUES (?1, ?2)", [person.id, person.email_key]],
    ["INSERT INTO sessions (token_hash, user_id) VALUES (?1, ?2)", [person.token_hash, person.id]],
    ["INSERT INTO members (user_id, organization_id) VALUES (?1, ?2)", [person.id, organization.id]],
  ];
  const document = JSON.stringify(Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`group_${at}.setting`, `a value of some length, number ${at}`])));
  return { organization, person, rows, who, environment: environments[0], document };
}
