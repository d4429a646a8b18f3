-- An organization as an archive: made by cron and beside the page that waits for it, kept for 7 days.

CREATE TABLE exports (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  asked_by        TEXT NOT NULL,                -- whoever is told by mail that it is ready
  state           TEXT NOT NULL DEFAULT 'making' CHECK (state IN ('making', 'ready', 'failed', 'gone')),
  section         INTEGER NOT NULL DEFAULT 0,   -- what is written now (worker/src/exports/sections.rs)
  place           TEXT NOT NULL DEFAULT '',     -- how far that has come
  parts           INTEGER NOT NULL DEFAULT 0,
  records         INTEGER NOT NULL DEFAULT 0,
  bytes           INTEGER NOT NULL DEFAULT 0,
  is_cut          INTEGER NOT NULL DEFAULT 0 CHECK (is_cut IN (0, 1)), -- whether it became too large for all of it
  lease           TEXT,                         -- whoever writes it; another one leaves it alone until then
  leased_until    INTEGER NOT NULL DEFAULT 0,
  downloads       TEXT NOT NULL DEFAULT '{}',   -- JSON object: by whom, and when last, a download was begun
  created_at      INTEGER NOT NULL,
  ready_at        INTEGER,
  expires_at      INTEGER,
  mail_due_at     INTEGER,                      -- when whoever asked is told; NULL: told, or not to be
  mail_tries      INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
-- One at a time.
CREATE UNIQUE INDEX exports_under_way ON exports (organization_id) WHERE state = 'making';
CREATE INDEX exports_by_organization ON exports (organization_id, id);
CREATE INDEX exports_to_make ON exports (leased_until) WHERE state = 'making';
CREATE INDEX exports_being_made ON exports (created_at) WHERE state = 'making';
CREATE INDEX exports_ready ON exports (expires_at) WHERE state = 'ready';
CREATE INDEX exports_to_empty ON exports (id) WHERE state IN ('failed', 'gone') AND parts > 0;
CREATE INDEX exports_mail_due ON exports (mail_due_at) WHERE mail_due_at IS NOT NULL;
CREATE INDEX exports_by_age ON exports (created_at);

-- The archive in pieces of at most 1.5 MB; behind each other they are the file.
CREATE TABLE export_parts (
  export_id TEXT NOT NULL,
  number    INTEGER NOT NULL,                   -- from 0 on
  records   INTEGER NOT NULL,
  bytes     INTEGER NOT NULL,
  last      TEXT NOT NULL,                      -- the place of its last record
  text      TEXT NOT NULL,                      -- JSON Lines
  PRIMARY KEY (export_id, number)
) STRICT; -- with a rowid: the texts are long

-- An environment's ID is what software asks for, perhaps long after the environment is gone. Only the organization that had it last may have it again.
CREATE TABLE past_environments (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  gone_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX past_environments_by_age ON past_environments (gone_at);
CREATE TRIGGER environments_gone AFTER DELETE ON environments
BEGIN
  INSERT OR REPLACE INTO past_environments (id, organization_id, gone_at)
  SELECT old.id, old.organization_id, coalesce((SELECT p.deleted_at FROM projects p WHERE p.id = old.project_id), old.created_at);
END;

ALTER TABLE guards ADD COLUMN export_limit INTEGER CONSTRAINT guard_export_limit CHECK (export_limit = 1);
ALTER TABLE guards ADD COLUMN free_ids INTEGER CONSTRAINT guard_free_ids CHECK (free_ids = 1);
