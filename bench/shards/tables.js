// The few tables that list, show, create and configuration need: as in migrations/, but shorter. What a shard (or an object) holds, and what the directory.

export const SHARD = [
  "CREATE TABLE organizations (id TEXT PRIMARY KEY, slug TEXT NOT NULL, name TEXT NOT NULL, is_moving INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID",
  `CREATE TABLE memberships (organization_id TEXT NOT NULL, user_id TEXT NOT NULL, role INTEGER NOT NULL, PRIMARY KEY (organization_id, user_id)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE projects (id TEXT PRIMARY KEY, organization_id TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL, slug TEXT NOT NULL, created_at INTEGER NOT NULL,
     UNIQUE (organization_id, name_key), UNIQUE (organization_id, slug)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE environments (id TEXT PRIMARY KEY, organization_id TEXT NOT NULL, project_id TEXT NOT NULL, mode TEXT NOT NULL, hash TEXT, UNIQUE (project_id, mode)) STRICT, WITHOUT ROWID`,
  "CREATE INDEX environments_by_organization ON environments (organization_id)",
  `CREATE TABLE keys (token_hash TEXT PRIMARY KEY, organization_id TEXT NOT NULL, environment_id TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE TABLE audit_entries (id TEXT PRIMARY KEY, organization_id TEXT NOT NULL, actor_id TEXT NOT NULL, action TEXT NOT NULL, target_id TEXT NOT NULL, details TEXT NOT NULL,
     created_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  "CREATE INDEX audit_entries_by_organization ON audit_entries (organization_id, id)",
  "CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id, id)",
];

// Who somebody is, what a slug means, and where an organization lives. `members` is a copy, for the list of one's organizations.
export const DIRECTORY = [
  "CREATE TABLE users (id TEXT PRIMARY KEY, email_key TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID",
  "CREATE TABLE sessions (token_hash TEXT PRIMARY KEY, user_id TEXT NOT NULL) STRICT, WITHOUT ROWID",
  "CREATE TABLE places (id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, shard TEXT NOT NULL) STRICT, WITHOUT ROWID",
  "CREATE TABLE members (user_id TEXT NOT NULL, organization_id TEXT NOT NULL, PRIMARY KEY (user_id, organization_id)) STRICT, WITHOUT ROWID",
];

// In the order in which rows may be copied.
export const OF_AN_ORGANIZATION = ["organizations", "memberships", "projects", "environments", "keys", "audit_entries"];

const PLACE = `EXISTS (SELECT 1 FROM organizations o WHERE o.id = ?1)`;
const ROLE = `(SELECT role FROM memberships WHERE organization_id = ?1 AND user_id = ?2)`;
const PROJECT = `json_object('id', p.id, 'name', p.name, 'slug', p.slug, 'environments',
  (SELECT json_group_array(json_object('id', e.id, 'mode', e.mode)) FROM (SELECT id, mode FROM environments WHERE project_id = p.id ORDER BY mode) e))`;

/** Each answers `here`, `role` and `body` in one row; nothing of an organization is in it unless the caller is a member. ?1 organization, ?2 person. */
export const READS = {
  list: `SELECT ${PLACE} AS here, ${ROLE} AS role, (SELECT json_object('items', json_group_array(json(x.text))) FROM (
      SELECT ${PROJECT} AS text FROM projects p WHERE p.organization_id = ?1 AND ${ROLE} IS NOT NULL ORDER BY p.name_key LIMIT 50) x) AS body`,
  show: `SELECT ${PLACE} AS here, ${ROLE} AS role, (SELECT ${PROJECT} FROM projects p WHERE p.organization_id = ?1 AND p.slug = ?3 AND ${ROLE} IS NOT NULL) AS body`,
  look: `SELECT ${PLACE} AS here, ${ROLE} AS role, (SELECT is_moving FROM organizations WHERE id = ?1) AS body`,
};
/** ?1 hash of a key, ?2 environment. */
export const KEYED = "SELECT EXISTS (SELECT 1 FROM keys WHERE token_hash = ?1 AND environment_id = ?2) AS opens";

/** The batch that makes a project: each statement depends on the role, and on the organization's not moving just now. */
export function creation({ organization, person, name, slug, id, at }) {
  const may = `EXISTS (SELECT 1 FROM memberships WHERE organization_id = ?1 AND user_id = ?2 AND role >= 2) AND EXISTS (SELECT 1 FROM organizations WHERE id = ?1 AND is_moving = 0)`;
  const [project, sandbox, live, entry] = id;
  return [
    [`INSERT INTO projects (id, organization_id, name, name_key, slug, created_at) SELECT ?3, ?1, ?4, lower(?4), ?5, ?6 WHERE ${may}`, [organization, person, project, name, slug, at]],
    [`INSERT INTO environments (id, organization_id, project_id, mode) SELECT ?3, ?1, ?4, 'sandbox' WHERE ${may}`, [organization, person, sandbox, project]],
    [`INSERT INTO environments (id, organization_id, project_id, mode) SELECT ?3, ?1, ?4, 'live' WHERE ${may}`, [organization, person, live, project]],
    [`INSERT INTO audit_entries (id, organization_id, actor_id, action, target_id, details, created_at) SELECT ?3, ?1, ?2, 'create_project', ?4, ?5, ?6 WHERE ${may}`,
      [organization, person, entry, project, JSON.stringify({ name }), at]],
    [READS.show, [organization, person, slug]],
  ];
}
