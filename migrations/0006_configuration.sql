-- What a project's two environments are configured with.

-- Whether Developers may publish to live and manage keys.
ALTER TABLE projects ADD COLUMN developers_publish_live INTEGER NOT NULL DEFAULT 0;
-- How many settings differ between what sandbox and live have published: counted anew by every batch that publishes.
ALTER TABLE projects ADD COLUMN drift INTEGER NOT NULL DEFAULT 0;

-- The number of the published version; 0: none is. With it the hot read is one look into each of two primary keys.
ALTER TABLE environments ADD COLUMN published_version INTEGER NOT NULL DEFAULT 0;
-- What the edge answered last, as far as it was counted.
ALTER TABLE environments ADD COLUMN last_read_version INTEGER;
ALTER TABLE environments ADD COLUMN last_read_at INTEGER;
-- What the composite foreign keys of an environment's parts point to.
CREATE UNIQUE INDEX environments_by_chain ON environments (organization_id, project_id, id);

-- The settings of a project, one document. A project without a row has none: version 0.
CREATE TABLE schemas (
  project_id      TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  version         INTEGER NOT NULL,
  document        TEXT NOT NULL,           -- JSON list of settings
  updated_at      INTEGER NOT NULL,
  updated_by      TEXT NOT NULL REFERENCES users (id),
  FOREIGN KEY (organization_id, project_id) REFERENCES projects (organization_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX schemas_by_project ON schemas (organization_id, project_id);
CREATE INDEX schemas_by_author ON schemas (updated_by);

-- Secrets at rest: AES-256-GCM, bound to environment and setting. A row never changes: drafts and versions name its id.
CREATE TABLE secrets (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  project_id      TEXT NOT NULL,
  environment_id  TEXT NOT NULL,
  key             TEXT NOT NULL,           -- of the setting
  ciphertext      TEXT NOT NULL,           -- of the value's JSON text, in hexadecimal digits
  nonce           TEXT NOT NULL,           -- 96 bits, in hexadecimal digits
  key_id          TEXT NOT NULL,           -- which of the installation's keys encrypted it
  created_by      TEXT NOT NULL REFERENCES users (id),
  created_at      INTEGER NOT NULL,
  FOREIGN KEY (organization_id, project_id, environment_id) REFERENCES environments (organization_id, project_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX secrets_by_environment ON secrets (organization_id, project_id, environment_id);
CREATE INDEX secrets_by_author ON secrets (created_by);

-- Changes that are not published yet: only what is changed. The row stays when they are published or discarded, so that the
-- revision never comes again.
CREATE TABLE drafts (
  environment_id  TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  project_id      TEXT NOT NULL,
  revision        INTEGER NOT NULL,
  changes         TEXT NOT NULL,           -- JSON object: key to value, or to null where the own value goes
  secrets         TEXT NOT NULL,           -- JSON object: key to the id of a secret, or to null where it goes
  base_version    INTEGER NOT NULL,        -- what was published when the draft was begun
  updated_at      INTEGER NOT NULL,
  updated_by      TEXT NOT NULL REFERENCES users (id),
  FOREIGN KEY (organization_id, project_id, environment_id) REFERENCES environments (organization_id, project_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_by_environment ON drafts (organization_id, project_id, environment_id);
CREATE INDEX drafts_by_author ON drafts (updated_by);

-- What was published. Nothing updates or deletes a row.
CREATE TABLE versions (
  environment_id  TEXT NOT NULL,
  number          INTEGER NOT NULL,
  organization_id TEXT NOT NULL,
  project_id      TEXT NOT NULL,
  document        TEXT NOT NULL,           -- canonical JSON object: what the edge answers, defaults included, secrets not
  own             TEXT NOT NULL,           -- JSON list: the keys of it that are the environment's own and no defaults
  secrets         TEXT NOT NULL,           -- JSON object: key to the id of a secret
  hash            TEXT NOT NULL,           -- SHA-256 of the document
  message         TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('publish', 'roll_back', 'promote')),
  source          TEXT,                    -- JSON object: mode, version and keys that it was made from
  author_id       TEXT NOT NULL REFERENCES users (id),
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (environment_id, number),
  FOREIGN KEY (organization_id, project_id, environment_id) REFERENCES environments (organization_id, project_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX versions_by_environment ON versions (organization_id, project_id, environment_id);
CREATE INDEX versions_by_author ON versions (author_id);

-- Environments whose newest version may not have reached KV yet: written in the batch that publishes, gone once it has.
CREATE TABLE config_outbox (
  environment_id  TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  project_id      TEXT NOT NULL,
  version         INTEGER NOT NULL,
  queued_at       INTEGER NOT NULL,
  FOREIGN KEY (organization_id, project_id, environment_id) REFERENCES environments (organization_id, project_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX config_outbox_by_age ON config_outbox (queued_at);
CREATE INDEX config_outbox_by_environment ON config_outbox (organization_id, project_id, environment_id);

-- How often an environment's configuration was read on a day. Reads are summed up in memory first, so a few may be lost.
CREATE TABLE config_reads (
  environment_id  TEXT NOT NULL,
  day             INTEGER NOT NULL,        -- days since 1970 (UTC)
  organization_id TEXT NOT NULL,
  project_id      TEXT NOT NULL,
  reads           INTEGER NOT NULL,
  PRIMARY KEY (environment_id, day),
  FOREIGN KEY (organization_id, project_id, environment_id) REFERENCES environments (organization_id, project_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX config_reads_by_organization ON config_reads (organization_id, day);
CREATE INDEX config_reads_by_environment ON config_reads (organization_id, project_id, environment_id);

-- Server keys. Of a token only the hash is kept.
CREATE TABLE keys (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  project_id      TEXT NOT NULL,
  environment_id  TEXT NOT NULL,
  name            TEXT NOT NULL,
  last4           TEXT NOT NULL,
  token_hash      TEXT NOT NULL UNIQUE,
  created_by      TEXT NOT NULL REFERENCES users (id),
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER,
  revoked_at      INTEGER,
  last_used_at    INTEGER,                 -- at most a minute behind
  FOREIGN KEY (organization_id, project_id, environment_id) REFERENCES environments (organization_id, project_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_by_environment ON keys (organization_id, project_id, environment_id, id);
CREATE INDEX keys_by_author ON keys (created_by);

ALTER TABLE guards ADD COLUMN release INTEGER CONSTRAINT guard_release CHECK (release = 1);
ALTER TABLE guards ADD COLUMN role INTEGER CONSTRAINT guard_role CHECK (role = 1);
ALTER TABLE guards ADD COLUMN secret_size INTEGER CONSTRAINT guard_secret_size CHECK (secret_size = 1);
ALTER TABLE guards ADD COLUMN key_limit INTEGER CONSTRAINT guard_key_limit CHECK (key_limit = 1);
