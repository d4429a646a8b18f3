// Many organizations out of one: every row of the template is copied, and of each ID the last eight digits become the number of the copy. So all
// that refers to each other still does, and the data has the sizes, indexes and relations of what the product has written.

import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { SLUG } from "./template.mts";

/** Organizations of one transaction. */
const BATCH = 1000;
/** What is one for all organizations, or of this machine only. */
const SHARED = ["d1_migrations", "mailbox", "sign_in_codes", "answers", "guards", "tasks", "walks", "stripe_events"];

const ID = "'????????-????-7???-????-????????????'";
const NUMBER = "printf('%08x', n.i)";
const COOKIE = "__Host-portico_session";

/** How a column of copy `n.i` follows from the template's. */
function mapped(table: string, column: string): string {
  const x = `x."${column}"`;
  if (column === "token_hash") return `${NUMBER} || substr(${x}, 9)`;
  if (column === "email" || column === "email_key") return `n.i || '-' || ${x}`;
  if (table === "organizations" && column === "slug") return `${x} || '-' || n.i`;
  return `CASE WHEN ${x} GLOB ${ID} THEN substr(${x}, 1, 28) || ${NUMBER} ELSE ${x} END`;
}

/** Fills the file with organizations up to that number; the template is number 0. */
export function fill(file: string, organizations: number, say: (done: number) => void) {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; PRAGMA temp_store = MEMORY");
  const names = (sql: string) => database.prepare(sql).all().map((row: any) => row.name as string);
  const tables = names("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'");
  // The copies bring their counts with them.
  const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all() as { name: string; sql: string }[];
  for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
  const statements: string[] = [];
  for (const table of tables.filter((table) => !SHARED.includes(table))) {
    const columns = names(`SELECT name FROM pragma_table_info('${table}')`);
    database.exec(`CREATE TEMP TABLE "template_${table}" AS SELECT * FROM main."${table}"`);
    const list = columns.map((column) => `"${column}"`).join(", ");
    const values = columns.map((column) => mapped(table, column));
    // A row in which nothing follows from the copy's number is nobody's: there is one for all.
    const same = columns.map((column, at) => `${values[at]} IS x."${column}"`).join(" AND ");
    const from = `FROM temp."template_${table}" x, temp.n WHERE NOT (${same}) ORDER BY n.i`;
    statements.push(`INSERT INTO main."${table}" (${list}) SELECT ${values.join(", ")} ${from}`);
  }
  database.exec("CREATE TEMP TABLE n (i INTEGER PRIMARY KEY)");
  for (let from = 1; from < organizations; from += BATCH) {
    const to = Math.min(from + BATCH, organizations);
    database.exec("BEGIN; DELETE FROM temp.n");
    database.exec(`WITH RECURSIVE c (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM c WHERE i < ${to - 1}) INSERT INTO temp.n SELECT i FROM c`);
    for (const statement of statements) database.exec(statement);
    database.exec("COMMIT");
    say(to);
  }
  for (const { sql } of triggers) database.exec(sql);
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  check(database, organizations);
  database.close();
}

/** A copy that is less than the original would make everything look fast. */
function check(database: DatabaseSync, organizations: number) {
  const number = (sql: string) => Number(Object.values(database.prepare(sql).get() as object)[0]);
  const projects = number("SELECT count(*) FROM projects");
  const counted = number("SELECT sum(projects) FROM organizations");
  const alone = number("SELECT count(*) FROM (SELECT 1 FROM environments e LEFT JOIN projects p ON p.organization_id = e.organization_id AND p.id = e.project_id WHERE p.id IS NULL LIMIT 1)");
  const found = number("SELECT count(*) FROM organizations");
  if (found !== organizations || counted !== projects || alone > 0) throw new Error(`the copies are wrong: ${found} organizations, ${projects} projects, ${counted} counted`);
}

/** A place to ask for: an organization, with a session of its Owner. */
export type Probe = { slug: string; cookie: string; sandbox: string };

/** Some of the organizations, all over the database. */
export function probes(file: string, organizations: number, sandbox: string, count = 50): Probe[] {
  const database = new DatabaseSync(file);
  const some = Math.min(count, organizations - 1);
  const made: Probe[] = [];
  const columns = (database.prepare("SELECT name FROM pragma_table_info('sessions')").all() as { name: string }[]).map(({ name }) => name);
  const list = columns.map((column) => `"${column}"`).join(", ");
  for (let at = 0; at < some; at++) {
    const i = 1 + Math.floor((at * (organizations - 1)) / some);
    const token = createHash("sha256").update(`probe ${i}`).digest("hex");
    const digits = i.toString(16).padStart(8, "0");
    // Beside the copied session of that organization's Owner, whose token nobody knows.
    const values = columns.map((column) =>
      column === "token_hash" ? `'${createHash("sha256").update(token).digest("hex")}'` : column === "id" ? "substr(x.id, 1, 24) || 'ffff' || substr(x.id, 29)" : `x."${column}"`,
    );
    database.exec(
      `INSERT OR IGNORE INTO sessions (${list}) SELECT ${values.join(", ")} FROM organizations o JOIN memberships m ON m.organization_id = o.id AND m.role = 4 ` +
        `JOIN sessions x ON x.user_id = m.user_id WHERE o.slug = '${SLUG}-${i}' LIMIT 1`,
    );
    made.push({ slug: `${SLUG}-${i}`, cookie: `${COOKIE}=${token}`, sandbox: sandbox.slice(0, 28) + digits });
  }
  database.close();
  return made;
}
