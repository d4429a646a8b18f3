// As it is today: one database. What every page asks is one statement, which finds the caller as well.
import { batch, Calls, contents, decide, DIRECTORY, first, hash, ids, make, SHARD, slugOf, worker } from "./common.js";
import { creation, KEYED, READS } from "./tables.js";

const whole = (sql) =>
  sql
    .replaceAll("?1", "(SELECT id FROM places WHERE slug = ?1)")
    .replaceAll("?2", "(SELECT user_id FROM sessions WHERE token_hash = ?2)")
    .replace("SELECT ", "SELECT (SELECT user_id FROM sessions WHERE token_hash = ?2) AS person, (SELECT id FROM places WHERE slug = ?1) AS organization, ");

export const store = (env, calls, _request, _context, db = env.DB) => ({
  async read(what, token, slug, project) {
    const row = await calls.one(first(db, whole(READS[what]), [slug, await hash(token), ...(project ? [project] : [])]));
    return decide(row.person, row);
  },
  async create(token, slug, { name }) {
    const row = await calls.one(first(db, whole(READS.look), [slug, await hash(token)]));
    const refused = decide(row.person, row);
    if (refused.status) return refused;
    const rows = await calls.one(batch(db, creation({ organization: row.organization, person: row.person, name, slug: slugOf(name), id: ids(4), at: Date.now() })));
    calls.written = rows.reduce((sum, one) => sum + (one.meta.rows_written ?? 0), 0);
    return { status: 201, body: rows.at(-1).results[0].body };
  },
  async configuration(environment, key) {
    if (!key) return { body: await calls.one(env.CONFIG.get(environment)) };
    const [{ opens }, body] = await calls.together(first(db, KEYED, [await hash(key), environment]), env.CONFIG.get(environment));
    return opens ? { body } : { status: 404, body: "{}" };
  },
  async tables() {
    await make(env.DB, [...SHARD, ...DIRECTORY]);
    return { body: "{}" };
  },
  async fill({ number, projects }) {
    const { organization, rows, who, environment, document } = await contents(number, projects);
    await batch(env.DB, [...rows, ...who, ["INSERT INTO places (id, slug, shard) VALUES (?1, ?2, 'one')", [organization.id, organization.slug]]]);
    await env.CONFIG.put(environment, document);
    return { body: JSON.stringify({ environment }) };
  },
});

export default worker((env, calls = new Calls(), request, context) => store(env, calls, request, context));
