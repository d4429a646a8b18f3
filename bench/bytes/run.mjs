// What a row costs, in bytes of pages: fills a database made by the real migrations and divides what its tables and indexes have grown by.
// node bench/bytes/run.mjs [organizations, default 400] [folder of migrations, with a slash]          Prints one line a kind, and what one organization of each size comes to.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

const ORGANIZATIONS = Number(process.argv[2] ?? 400);
const MIGRATIONS = process.argv[3] ?? fileURLToPath(new URL('../../migrations/', import.meta.url));
const DAY = 86_400_000;
const BEGIN = Date.UTC(2026, 0, 1);

const db = new DatabaseSync(':memory:');
db.exec('PRAGMA page_size = 4096');
for (const file of readdirSync(MIGRATIONS).sort()) db.exec(readFileSync(MIGRATIONS + file, 'utf8'));

// Rows name only columns that there are, so that the same script measures the schema before and after a migration.
const tables = new Map();
const columns = (table) => {
  if (!tables.has(table)) tables.set(table, new Set(db.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map((row) => row.name)));
  return tables.get(table);
};
const statements = new Map();
function insert(table, row) {
  const names = Object.keys(row).filter((name) => columns(table).has(name));
  const sql = `INSERT OR IGNORE INTO ${table} (${names}) VALUES (${names.map(() => '?')})`;
  if (!statements.has(sql)) statements.set(sql, db.prepare(sql));
  statements.get(sql).run(...names.map((name) => row[name]));
}

/** UUID v7 of a moment. */
function id(at) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 15);
  bytes[8] = 0x80 | (bytes[8] & 63);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const pick = (list, at) => list[(at * 7919) % list.length];
const times = (count, make) => Array.from({ length: count }, (_, at) => make(at));

const pages = () => db.prepare("SELECT sum(pgsize) AS bytes FROM dbstat WHERE aggregate = TRUE").get().bytes;
const measured = {};
function measure(name, count, fill) {
  const before = pages();
  db.exec('BEGIN');
  for (let at = 0; at < count; at++) fill(at);
  db.exec('COMMIT');
  measured[name] = Math.round((pages() - before) / count);
  console.log(`${name.padEnd(64)} ${String(measured[name]).padStart(7)} bytes   (${count} of them)`);
}
const empty = pages();
console.log(`${'nothing: the schema alone'.padEnd(64)} ${String(empty).padStart(7)} bytes`);

// Everything happens in the order of time, to one organization after the other: so pages are split as they are in use.
const people = [], organizations = [], projects = [], environments = [];
measure('person', ORGANIZATIONS * 3, (at) => {
  const created_at = BEGIN + at * 60_000;
  const email = `person.number.${at}@company-${at % 97}.example`;
  const row = { id: id(created_at), email, email_key: email, name: `Person Number ${at}`, name_key: `person number ${at}`, created_at };
  people.push(row);
  insert('users', row);
});
measure('organization, with plan, billing details and its Owner', ORGANIZATIONS, (at) => {
  const created_at = BEGIN + DAY + at * 60_000;
  const owner = people[at * 3];
  const name = `Organization of some length ${at}`;
  const row = { id: id(created_at), name, name_key: name.toLowerCase(), website: `https://www.organization-${at}.example`, slug: `organization-${at}`, created_at, updated_at: created_at, created_by: owner.id };
  organizations.push({ ...row, members: [owner] });
  insert('organizations', row);
  insert('memberships', { organization_id: row.id, user_id: owner.id, role: 4, email_key: owner.email_key, created_at });
  insert('subscriptions', { organization_id: row.id });
  insert('billing_details', { organization_id: row.id, email: owner.email, name, line1: 'Some Street 12', postal_code: '10115', city: 'Berlin', country: 'DE' });
});
measure('membership', ORGANIZATIONS * 2, (at) => {
  const organization = organizations[at % ORGANIZATIONS];
  const person = people[(at % ORGANIZATIONS) * 3 + 1 + Math.floor(at / ORGANIZATIONS)];
  organization.members.push(person);
  insert('memberships', { organization_id: organization.id, user_id: person.id, role: 2, email_key: person.email_key, created_at: BEGIN + 2 * DAY + at });
});

const SCHEMA = JSON.stringify(times(24, (at) => ({ key: `group_${at}.setting`, kind: 'text', label: `Setting number ${at}`, description: 'What it does, in one sentence.' })));
const text = (salt) => JSON.stringify(Object.fromEntries(times(24, (at) => [`group_${String(at).padStart(2, '0')}.setting`, `${sha256(`${salt} ${at}`).slice(0, 34)} of some length`])));
const OWN = JSON.stringify(times(24, (at) => `group_${String(at).padStart(2, '0')}.setting`));
measure('project, with both environments', ORGANIZATIONS * 5, (at) => {
  const created_at = BEGIN + 3 * DAY + at * 60_000;
  const organization = organizations[at % ORGANIZATIONS];
  const row = { id: id(created_at), organization_id: organization.id, name: `Project number ${at}`, name_key: `project number ${at}`, slug: `project-${at}`, created_at, updated_at: created_at };
  projects.push({ ...row, organization });
  insert('projects', row);
  for (const mode of ['sandbox', 'live']) {
    const environment = { id: id(created_at), organization_id: organization.id, project_id: row.id, mode, created_at };
    environments.push({ ...environment, organization, published: 0 });
    insert('environments', environment);
  }
});
measure('settings of a project (24) and its two drafts', projects.length, (at) => {
  const { id: project_id, organization_id, organization, created_at } = projects[at];
  const updated_by = pick(organization.members, at).id;
  insert('schemas', { project_id, organization_id, version: 1, document: SCHEMA, updated_at: created_at, updated_by });
  for (const environment of environments.slice(at * 2, at * 2 + 2)) {
    insert('drafts', { environment_id: environment.id, organization_id, project_id, revision: 9, changes: '{}', secrets: '{}', base_version: 1, updated_at: created_at, updated_by });
  }
});

const byHash = columns('documents').size > 0;
function version(at, environment, document, kind) {
  const created_at = BEGIN + 4 * DAY + at * 30_000;
  const hash = sha256(document);
  const marks = JSON.stringify({ own: JSON.parse(OWN), secrets: {} });
  const { id: environment_id, organization_id, project_id } = environment;
  environment.published += 1;
  if (byHash) for (const one of [document, marks]) insert('documents', { project_id, hash: sha256(one), bytes: one.length, text: one });
  insert('versions', {
    environment_id, number: environment.published, organization_id, project_id, document: byHash ? hash : document, marks: sha256(marks), own: OWN, secrets: '{}',
    hash, message: `What was changed this time, number ${at}`, kind, author_id: pick(environment.organization.members, at).id, created_at,
  });
}
measure('version with a text of its own (1.7 KB, 24 settings)', environments.length * 4, (at) => version(at, environments[at % environments.length], text(at), 'publish'));
measure('version whose text was there before (roll back, promotion)', environments.length * 2, (at) => version(at + 1e5, environments[at % environments.length], text(at % environments.length), 'roll_back'));

measure('audit entry (60 bytes of details)', ORGANIZATIONS * 200, (at) => {
  const created_at = BEGIN + 5 * DAY + at * 500;
  const project = pick(projects, at);
  insert('audit_entries', {
    id: id(created_at), organization_id: project.organization_id, actor_id: pick(project.organization.members, at).id, action: 'publish_configuration', target_kind: 'project', target_id: project.id,
    details: '{"environment":"sandbox","version":12,"message":"changed"}', request_id: id(created_at), user_agent: AGENT, created_at,
  });
});
// In which version each setting was changed last, on the row of the environment.
const CHANGED = JSON.stringify(Object.fromEntries(times(24, (at) => [`group_${String(at).padStart(2, '0')}.setting`, at + 1])));
const changed = db.prepare('UPDATE environments SET changed_in = ?, changed_to = 24 WHERE id = ?');
measure('where each of 24 settings was changed last', environments.length, (at) => changed.run(CHANGED, environments[at].id));
// A seal of one entry, which is what a change on its own comes to.
measure('seal of one entry', ORGANIZATIONS * 20, (at) => {
  const { id: organization_id } = organizations[at % ORGANIZATIONS];
  const number = 1 + Math.floor(at / ORGANIZATIONS);
  insert('audit_seals', { organization_id, first: number, last: number, hash: sha256(`seal ${at}`), marks: sha256(`mark ${at}`).slice(0, 16), newest_id: id(BEGIN + at), newest_at: BEGIN + at, sealed_at: BEGIN + at });
});
measure('server key', environments.length, (at) => {
  const { id: environment_id, organization_id, project_id, organization } = environments[at];
  insert('keys', { id: id(BEGIN + 6 * DAY + at), organization_id, project_id, environment_id, name: 'Server of the shop', last4: 'x7Gq', token_hash: sha256(`key ${at}`), created_by: organization.members[0].id, created_at: BEGIN });
});
const today = BEGIN / DAY;
measure('day of reads of an environment', environments.length * 10, (at) => {
  const { id: environment_id, organization_id, project_id } = environments[at % environments.length];
  insert('config_reads', { environment_id, day: today + Math.floor(at / environments.length), organization_id, project_id, reads: 1234, rolled_up: 1 });
});
measure('day of usage of a project', projects.length * 10, (at) => {
  const { id: project_id, organization_id } = projects[at % projects.length];
  insert('usage_days', { organization_id, day: today + Math.floor(at / projects.length), project_id, reads: 2468, summed: 1 });
});
measure('month of usage of an organization', ORGANIZATIONS * 12, (at) =>
  insert('usage_months', { organization_id: organizations[at % ORGANIZATIONS].id, first_day: today + 30 * Math.floor(at / ORGANIZATIONS), reads: 123456 }));
measure('session', people.length * 3, (at) => {
  const created_at = BEGIN + at * 1000;
  insert('sessions', { id: id(created_at), token_hash: sha256(`session ${at}`), user_id: pick(people, at).id, user_agent: AGENT, created_at, last_seen_at: created_at, expires_at: created_at + 30 * DAY });
});
measure('answer kept for a retry (one day; 600 bytes)', people.length * 10, (at) => {
  const { organization_id, id: project_id, organization } = pick(projects, at);
  insert('answers', {
    user_id: pick(organization.members, at).id, endpoint: 'create_project', key: id(BEGIN + at), place: organization_id, request_hash: sha256(`${at}`), organization_id, project_id, needs_role: 2,
    reply: JSON.stringify({ text: 'x'.repeat(588) }), created_at: BEGIN + at,
  });
});
measure('invite', ORGANIZATIONS * 3, (at) => {
  const created_at = BEGIN + at * 1000;
  const organization = organizations[at % ORGANIZATIONS];
  insert('invites', {
    id: id(created_at), organization_id: organization.id, email: `guest.${at}@company.example`, email_key: `guest.${at}@company.example`, role: 2, nonce: randomBytes(16).toString('hex'),
    token_hash: sha256(`invite ${at}`), inviter_id: organization.members[0].id, created_at, expires_at: created_at + 7 * DAY,
  });
});

// What organizations come to. Counts are assumptions, and said in docs/scale.md.
const of = (name) => measured[Object.keys(measured).find((key) => key.startsWith(name))];
function whole({ people: members, projects: there, texts, repeats, audit, days, keys }) {
  return of('organization') + members * (of('person') + 2 * of('session')) + (members - 1) * of('membership')
    + there * (of('project') + of('settings of') + days * (of('day of usage') + 2 * of('day of reads')) + 2 * keys * of('server key'))
    + there * 2 * (texts * of('version with') + repeats * of('version whose')) + audit * of('audit entry') + 12 * of('month of usage') + 10 * of('answer');
}
const sizes = {
  'small: 2 people, 2 projects, 10 versions each, 100 entries': { people: 2, projects: 2, texts: 4, repeats: 1, audit: 100, days: 30, keys: 1 },
  'middle: 5 people, 5 projects, 60 versions each, 1,000 entries': { people: 5, projects: 5, texts: 20, repeats: 10, audit: 1000, days: 90, keys: 1 },
  'large: 50 people, 50 projects, 400 versions each, 20,000 entries': { people: 50, projects: 50, texts: 150, repeats: 50, audit: 20_000, days: 90, keys: 2 },
};
console.log('');
for (const [name, size] of Object.entries(sizes)) {
  const bytes = whole(size);
  console.log(`${name.padEnd(68)} ${(bytes / 1000).toFixed(0).padStart(7)} KB   ${Math.floor(1e10 / bytes).toLocaleString('en')} of them in 10 GB`);
}
console.log(`\ndocuments by hash: ${byHash ? 'yes' : 'no'}; rows in ${(pages() / 1e6).toFixed(1)} MB of pages, SQLite ${db.prepare('SELECT sqlite_version() AS version').get().version}`);
