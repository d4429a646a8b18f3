// Shards of D1 behind a directory that is a D1 database as well. Bindings are static: a new shard is a new binding and a deploy.
import { batch, contents, first, make, prepared, DIRECTORY, SHARD, worker } from "./common.js";
import { directed, move } from "./directory.js";
import { creation, KEYED, OF_AN_ORGANIZATION, READS } from "./tables.js";

export const SHARDS = ["SHARD_0", "SHARD_1", "SHARD_2", "SHARD_3"];
const owned = (table) => (table === "organizations" ? "id" : "organization_id");

const place = (env) => (shard) => {
  const db = env[shard];
  return {
    read: (what, values) => first(db, READS[what], values),
    opens: async (values) => (await first(db, KEYED, values)).opens === 1,
    async create(facts) {
      const rows = await batch(db, creation(facts));
      return { body: rows.at(-1).results[0].body, written: rows.reduce((sum, one) => sum + (one.meta.rows_written ?? 0), 0) };
    },
    hold: (id, is) => first(db, "UPDATE organizations SET is_moving = ?2 WHERE id = ?1 RETURNING id", [id, is]),
    page: async (table, id, offset, slice) =>
      (await db.prepare(`SELECT * FROM ${table} WHERE ${owned(table)} = ?1 ORDER BY 1, 2 LIMIT ?2 OFFSET ?3`).bind(id, slice, offset).all()).results,
    put: (table, rows) => batch(db, rows.map((row) => [`INSERT OR REPLACE INTO ${table} (${Object.keys(row)}) VALUES (${Object.keys(row).map(() => "?")})`, Object.values(row)])),
    count: async (tables, id) => (await batch(db, tables.map((table) => [`SELECT count(*) AS rows FROM ${table} WHERE ${owned(table)} = ?1`, [id]]))).map((one) => one.results[0].rows),
    /** Answers how many rows that counts as written. */
    clear: async (tables, id) =>
      (await batch(db, tables.map((table) => [`DELETE FROM ${table} WHERE ${owned(table)} = ?1`, [id]]))).reduce((sum, one) => sum + (one.meta.rows_written ?? 0), 0),
  };
};

export default worker((env, calls) => {
  const store = directed(env, calls, place(env));
  return {
    ...store,
    create: (token, slug, body) => store.create(token, slug, body, true),
    move: (asked) => move(env, asked, place(env), OF_AN_ORGANIZATION),
    async tables() {
      await make(env.DIRECTORY, DIRECTORY);
      for (const shard of SHARDS) await make(env[shard], SHARD);
      return { body: "{}" };
    },
    async fill({ number, projects }) {
      const { organization, rows, who, environment, document } = await contents(number, projects);
      const shard = SHARDS[number % SHARDS.length];
      await env[shard].batch(rows.map((one) => prepared(env[shard], one)));
      await batch(env.DIRECTORY, [...who, ["INSERT INTO places (id, slug, shard) VALUES (?1, ?2, ?3)", [organization.id, organization.slug, shard]]]);
      await env.CONFIG.put(environment, document, { metadata: { organization: organization.id, shard } });
      return { body: JSON.stringify({ environment }) };
    },
  };
});
