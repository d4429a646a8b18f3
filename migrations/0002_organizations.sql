CREATE TABLE organizations (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  name_key   TEXT NOT NULL,                -- lower case: what search and sorting go by
  website    TEXT NOT NULL,
  slug       TEXT NOT NULL UNIQUE,
  version    INTEGER NOT NULL DEFAULT 1,   -- counts the changes: an edit names the version it was based on
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  user_id         TEXT NOT NULL REFERENCES users (id),
  role            INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4), -- 1 Viewer, 2 Developer, 3 Admin, 4 Owner
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (organization_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_user ON memberships (user_id, organization_id, role);

CREATE TABLE projects (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  name            TEXT NOT NULL,
  name_key        TEXT NOT NULL,
  slug            TEXT NOT NULL,
  version         INTEGER NOT NULL DEFAULT 1,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  UNIQUE (organization_id, name_key),
  UNIQUE (organization_id, slug),
  UNIQUE (organization_id, id)             -- what the composite foreign keys of a project's parts point to
) STRICT, WITHOUT ROWID;

-- The environment ID is what the customer's software names: it never changes.
CREATE TABLE environments (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  project_id      TEXT NOT NULL,
  mode            TEXT NOT NULL CHECK (mode IN ('sandbox', 'live')),
  created_at      INTEGER NOT NULL,
  UNIQUE (project_id, mode),
  FOREIGN KEY (organization_id, project_id) REFERENCES projects (organization_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX environments_by_project ON environments (organization_id, project_id);
