-- What was answered under which key. It takes the place of idempotency_keys, which nothing reads any more (a worker that still runs while this one
-- is deployed writes there): a key counts where its path led to then, and its answer is given again only to whoever may still do what it did.
CREATE TABLE answers (
  user_id         TEXT NOT NULL REFERENCES users (id),
  endpoint        TEXT NOT NULL,
  key             TEXT NOT NULL,
  place           TEXT NOT NULL,           -- the IDs that the path led to, organization first; empty: no organization's
  request_hash    TEXT NOT NULL,           -- SHA-256 of path, query and body
  organization_id TEXT,                    -- no foreign keys: a project may move to another organization, and no row lives for more than a day
  project_id      TEXT,
  needs_role      INTEGER NOT NULL,        -- the rank that it took
  needs_release   INTEGER NOT NULL DEFAULT 0, -- 1: it took the right to publish to live
  ends_right      INTEGER NOT NULL DEFAULT 0, -- 1: it took that rank from whoever did it, so that no more of it is asked for
  ends_place      INTEGER NOT NULL DEFAULT 0, -- 1: it took the project away from where the path leads
  reply           TEXT NOT NULL,           -- the JSON that was answered
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (user_id, endpoint, key, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_age ON answers (created_at);
-- Of long ones a person keeps only the last few.
CREATE INDEX answers_long ON answers (user_id, created_at) WHERE length(reply) > 16384;

-- Attempts that were refused are written down as well: in each hour at most 20 entries of one person in one organization, and what goes beyond
-- that is summed up in one more. Such an entry counts how often; all others are never changed.
ALTER TABLE audit_entries ADD COLUMN refused INTEGER;      -- the status: 403 or 404; NULL: it was done
ALTER TABLE audit_entries ADD COLUMN refused_hour INTEGER; -- hours since 1970
ALTER TABLE audit_entries ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX audit_entries_refused ON audit_entries (organization_id, actor_id, refused_hour, action, target_id, refused)
  WHERE refused_hour IS NOT NULL;

-- What was looked at before the batch has changed: it is looked at once more.
ALTER TABLE guards ADD COLUMN again INTEGER CONSTRAINT guard_again CHECK (again = 1);
