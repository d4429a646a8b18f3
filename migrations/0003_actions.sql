-- What every mutation writes in its own batch, beside its effect.

-- Who did what to which thing, when and from where. Nothing updates or deletes a row.
CREATE TABLE audit_entries (
  id              TEXT PRIMARY KEY,
  organization_id TEXT REFERENCES organizations (id), -- NULL: the action is about the account, not a tenant
  actor_id        TEXT REFERENCES users (id),
  action          TEXT NOT NULL,           -- the endpoint's name: "create_project"
  target_kind     TEXT NOT NULL,
  target_id       TEXT NOT NULL,
  details         TEXT NOT NULL,           -- JSON object: what was set, without secrets
  request_id      TEXT NOT NULL,
  user_agent      TEXT NOT NULL,
  created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_entries_by_organization ON audit_entries (organization_id, id);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id, id);

-- The answer of a creating request under the key its client chose: a retry gets the same answer again.
CREATE TABLE idempotency_keys (
  user_id      TEXT NOT NULL REFERENCES users (id),
  endpoint     TEXT NOT NULL,
  key          TEXT NOT NULL,
  request_hash TEXT NOT NULL,              -- SHA-256 of path and body
  reply        TEXT NOT NULL,              -- the JSON that was answered, with 201
  created_at   INTEGER NOT NULL,
  PRIMARY KEY (user_id, endpoint, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Conditions a batch depends on. A statement inserts 0 into the named column when its condition does not
-- hold; the CHECK then fails and undoes the whole batch. A row is never stored (worker/src/db/guard.rs).
CREATE TABLE guards (
  stale  INTEGER CONSTRAINT guard_stale CHECK (stale = 1),
  member INTEGER CONSTRAINT guard_member CHECK (member = 1),
  code_limit INTEGER CONSTRAINT guard_code_limit CHECK (code_limit = 1)
) STRICT;
