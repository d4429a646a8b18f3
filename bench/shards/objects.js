// One Durable Object with SQLite for each organization, behind the same directory. The object looks and writes in one call, without a batch and its guards.
import { DurableObject } from "cloudflare:workers";
import { batch, contents, make, DIRECTORY, SHARD, worker } from "./common.js";
import { directed, move } from "./directory.js";
import { creation, KEYED, OF_AN_ORGANIZATION, READS } from "./tables.js";

const owned = (table) => (table === "organizations" ? "id" : "organization_id");

export class Organization extends DurableObject {
  constructor(context, env) {
    super(context, env);
    this.sql = context.storage.sql;
    // Where somebody asks for what is not here (any more), nothing is made: an object without tables costs nothing to keep.
    this.isThere = this.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'organizations'").toArray().length > 0;
  }
  /** Every object brings itself to the newest schema, when it wakes: there is no moment at which all have it. */
  migrate() {
    if (!this.isThere) for (const sql of SHARD) this.sql.exec(sql);
    this.isThere = true;
  }
  read(what, values) {
    return this.isThere ? this.sql.exec(READS[what], ...values).one() : { here: 0, role: null, body: null };
  }
  opens(values) {
    return this.isThere && this.sql.exec(KEYED, ...values).one().opens === 1;
  }
  create(facts) {
    const { role, body: isMoving } = this.read("look", [facts.organization, facts.person]);
    if (!role || role < 2) return { written: 0 };
    if (isMoving) return { isMoving: true, written: 0 };
    return this.ctx.storage.transactionSync(() => {
      let written = 0, body;
      for (const [sql, values] of creation(facts)) {
        const cursor = this.sql.exec(sql, ...values);
        body = cursor.toArray()[0]?.body;
        written += cursor.rowsWritten;
      }
      return { body, written };
    });
  }
  write(rows) {
    this.migrate();
    for (const [sql, values] of rows) this.sql.exec(sql, ...values);
  }
  hold(id, is) {
    this.sql.exec("UPDATE organizations SET is_moving = ?2 WHERE id = ?1", id, is);
  }
  page(table, id, offset, slice) {
    return this.sql.exec(`SELECT * FROM ${table} WHERE ${owned(table)} = ?1 ORDER BY 1, 2 LIMIT ?2 OFFSET ?3`, id, slice, offset).toArray();
  }
  put(table, rows) {
    this.migrate();
    for (const row of rows) this.sql.exec(`INSERT OR REPLACE INTO ${table} (${Object.keys(row)}) VALUES (${Object.keys(row).map(() => "?")})`, ...Object.values(row));
  }
  count(tables, id) {
    return tables.map((table) => this.sql.exec(`SELECT count(*) AS rows FROM ${table} WHERE ${owned(table)} = ?1`, id).one().rows);
  }
  async clear() {
    await this.ctx.storage.deleteAll();
    this.isThere = false;
    return 0;
  }
  size() {
    return this.sql.databaseSize;
  }
}

export default worker((env, calls) => {
  const at = (name) => env.ORGANIZATIONS.get(env.ORGANIZATIONS.idFromName(name));
  const store = directed(env, calls, at);
  return {
    ...store,
    // A new name is a new object, which is made where it is first asked for, or where a hint says.
    move: (asked) => move(env, asked, at, OF_AN_ORGANIZATION),
    async size({ name }) {
      return { body: JSON.stringify({ bytes: await at(name).size() }) };
    },
    async tables() {
      await make(env.DIRECTORY, DIRECTORY);
      return { body: "{}" };
    },
    async fill({ number, projects }) {
      const { organization, rows, who, environment, document } = await contents(number, projects);
      const name = `organization ${organization.id}`;
      await at(name).write(rows);
      await batch(env.DIRECTORY, [...who, ["INSERT INTO places (id, slug, shard) VALUES (?1, ?2, ?3)", [organization.id, organization.slug, name]]]);
      await env.CONFIG.put(environment, document, { metadata: { organization: organization.id, shard: name } });
      return { body: JSON.stringify({ environment }) };
    },
  };
});
