-- What a version consists of stands in `documents`, once for each text, so that publishing again what was published before costs one small row.
-- And what all of a tenant's texts come to is counted: it is a limit of the plan.

-- The length of all texts of a project, in bytes: documents, drafts, schema, secrets, messages of versions. The triggers below keep it, whoever
-- writes; a project that is in the trash counts as well. An organization's is the sum of its projects'.
ALTER TABLE projects ADD COLUMN stored_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN stored_bytes INTEGER NOT NULL DEFAULT 0;
-- Whether it has changed since cron counted it last.
ALTER TABLE projects ADD COLUMN stored_changed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN stored_changed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX projects_stored_changed ON projects (id) WHERE stored_changed = 1;
CREATE INDEX organizations_stored_changed ON organizations (id) WHERE stored_changed = 1;

-- A text of a project's versions, by what it says. It goes with the last version that names it. Bounded by the plan's stored bytes, and by the
-- 1,000 versions of an environment that are kept whole. It carries no organization, so that a project with many of them moves without their
-- being written anew; nothing but its project's versions can name it.
CREATE TABLE documents (
  project_id TEXT NOT NULL REFERENCES projects (id),
  hash       TEXT NOT NULL,                -- SHA-256 of the text; of some that are older than this table, a name of its own
  bytes      INTEGER NOT NULL,             -- how long the text is
  text       TEXT NOT NULL,                -- JSON
  PRIMARY KEY (project_id, hash)
) STRICT; -- with a rowid: in a tree by the key, a text of 1.7 KB takes 4.7 KB, and so 2.2 KB

INSERT OR IGNORE INTO documents (project_id, hash, bytes, text)
SELECT project_id, hash, length(CAST(document AS BLOB)), document FROM versions;
INSERT OR IGNORE INTO documents (project_id, hash, bytes, text)
SELECT project_id, 'of ' || environment_id || ' ' || first, length(CAST(marks AS BLOB)), marks FROM (
  SELECT project_id, environment_id, min(number) AS first, json_object('own', json(own), 'secrets', json(secrets)) AS marks
  FROM versions GROUP BY project_id, environment_id, own, secrets);

-- What was published. Numbers count from 1 without a gap. Nothing updates a row, but that only the newest 1,000 of an environment are kept whole;
-- the newest 10,000 are kept at all.
CREATE TABLE versions_by_name (
  environment_id  TEXT NOT NULL,
  number          INTEGER NOT NULL,
  organization_id TEXT NOT NULL,
  project_id      TEXT NOT NULL,
  document        TEXT,                    -- in `documents`, canonical JSON object: what the edge answers, defaults included, secrets not
  marks           TEXT,                    -- in `documents`: {"own": [keys that are the environment's own and no defaults], "secrets": {key: id}}
  hash            TEXT NOT NULL,           -- SHA-256 of the document, which may not be kept any more
  message         TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('publish', 'roll_back', 'promote')),
  source          TEXT,                    -- JSON object: mode, version and keys that it was made from
  author_id       TEXT NOT NULL REFERENCES users (id),
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (environment_id, number),
  CHECK ((document IS NULL) = (marks IS NULL)),
  FOREIGN KEY (organization_id, project_id, environment_id) REFERENCES environments (organization_id, project_id, id),
  FOREIGN KEY (project_id, document) REFERENCES documents (project_id, hash),
  FOREIGN KEY (project_id, marks) REFERENCES documents (project_id, hash)
) STRICT, WITHOUT ROWID;
INSERT INTO versions_by_name (environment_id, number, organization_id, project_id, document, marks, hash, message, kind, source, author_id, created_at)
SELECT environment_id, number, organization_id, project_id, hash,
  'of ' || environment_id || ' ' || min(number) OVER (PARTITION BY project_id, environment_id, own, secrets),
  hash, message, kind, source, author_id, created_at FROM versions;
DROP TABLE versions;
ALTER TABLE versions_by_name RENAME TO versions;
CREATE INDEX versions_by_environment ON versions (organization_id, project_id, environment_id);
CREATE INDEX versions_by_author ON versions (author_id);
CREATE INDEX versions_by_document ON versions (project_id, document) WHERE document IS NOT NULL;
CREATE INDEX versions_by_marks ON versions (project_id, marks) WHERE marks IS NOT NULL;

-- The first version that is kept whole: at most 1,000 are.
ALTER TABLE environments ADD COLUMN whole_from INTEGER NOT NULL DEFAULT 1;
CREATE INDEX environments_to_trim ON environments (id) WHERE published_version - whole_from >= 1000;

-- A document goes with the last version that names it.
CREATE TRIGGER versions_let_go AFTER UPDATE OF document, marks ON versions WHEN OLD.document IS NOT NULL AND NEW.document IS NULL
BEGIN
  DELETE FROM documents WHERE project_id = OLD.project_id AND hash IN (OLD.document, OLD.marks)
    AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.project_id = documents.project_id AND v.document = documents.hash)
    AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.project_id = documents.project_id AND v.marks = documents.hash);
END;
CREATE TRIGGER versions_gone AFTER DELETE ON versions WHEN OLD.document IS NOT NULL
BEGIN
  DELETE FROM documents WHERE project_id = OLD.project_id AND hash IN (OLD.document, OLD.marks)
    AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.project_id = documents.project_id AND v.document = documents.hash)
    AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.project_id = documents.project_id AND v.marks = documents.hash);
END;

-- What is there now. worker/src/billing/stored_bytes.sql counts in the same way.
UPDATE projects SET stored_bytes =
  coalesce((SELECT sum(x.bytes) FROM documents x WHERE x.project_id = projects.id), 0)
  + coalesce((SELECT sum(length(CAST(x.message AS BLOB)) + length(CAST(coalesce(x.source, '') AS BLOB))) FROM versions x
      WHERE x.organization_id = projects.organization_id AND x.project_id = projects.id), 0)
  + coalesce((SELECT sum(length(CAST(x.changes AS BLOB)) + length(CAST(x.secrets AS BLOB))) FROM drafts x
      WHERE x.organization_id = projects.organization_id AND x.project_id = projects.id), 0)
  + coalesce((SELECT sum(length(CAST(x.document AS BLOB))) FROM schemas x
      WHERE x.organization_id = projects.organization_id AND x.project_id = projects.id), 0)
  + coalesce((SELECT sum(length(x.ciphertext)) FROM secrets x
      WHERE x.organization_id = projects.organization_id AND x.project_id = projects.id), 0);
UPDATE organizations SET stored_bytes = coalesce((SELECT sum(x.stored_bytes) FROM projects x WHERE x.organization_id = organizations.id), 0);

-- From here on it is kept by what writes.
CREATE TRIGGER projects_stored AFTER UPDATE OF stored_bytes ON projects WHEN NEW.stored_bytes <> OLD.stored_bytes
BEGIN
  UPDATE organizations SET stored_bytes = stored_bytes + NEW.stored_bytes - OLD.stored_bytes, stored_changed = 1 WHERE id = NEW.organization_id;
END;
CREATE TRIGGER projects_moved AFTER UPDATE OF organization_id ON projects WHEN NEW.organization_id <> OLD.organization_id
BEGIN
  UPDATE organizations SET stored_bytes = stored_bytes - OLD.stored_bytes, stored_changed = 1 WHERE id = OLD.organization_id;
  UPDATE organizations SET stored_bytes = stored_bytes + NEW.stored_bytes, stored_changed = 1 WHERE id = NEW.organization_id;
END;
CREATE TRIGGER documents_stored AFTER INSERT ON documents
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + NEW.bytes, stored_changed = 1 WHERE id = NEW.project_id;
END;
CREATE TRIGGER documents_removed AFTER DELETE ON documents
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes - OLD.bytes, stored_changed = 1 WHERE id = OLD.project_id;
END;
CREATE TRIGGER versions_stored AFTER INSERT ON versions
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(CAST(NEW.message AS BLOB)) + length(CAST(coalesce(NEW.source, '') AS BLOB)),
    stored_changed = 1 WHERE id = NEW.project_id;
END;
CREATE TRIGGER versions_changed AFTER UPDATE OF message, source ON versions
  WHEN length(NEW.message || coalesce(NEW.source, '')) <> length(OLD.message || coalesce(OLD.source, ''))
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(CAST(NEW.message AS BLOB)) + length(CAST(coalesce(NEW.source, '') AS BLOB))
    - length(CAST(OLD.message AS BLOB)) - length(CAST(coalesce(OLD.source, '') AS BLOB)), stored_changed = 1 WHERE id = NEW.project_id;
END;
CREATE TRIGGER versions_removed AFTER DELETE ON versions
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes - length(CAST(OLD.message AS BLOB)) - length(CAST(coalesce(OLD.source, '') AS BLOB)),
    stored_changed = 1 WHERE id = OLD.project_id;
END;
CREATE TRIGGER drafts_stored AFTER INSERT ON drafts
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(CAST(NEW.changes AS BLOB)) + length(CAST(NEW.secrets AS BLOB)), stored_changed = 1
    WHERE id = NEW.project_id;
END;
CREATE TRIGGER drafts_changed AFTER UPDATE OF changes, secrets ON drafts WHEN NEW.changes <> OLD.changes OR NEW.secrets <> OLD.secrets
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(CAST(NEW.changes AS BLOB)) + length(CAST(NEW.secrets AS BLOB))
    - length(CAST(OLD.changes AS BLOB)) - length(CAST(OLD.secrets AS BLOB)), stored_changed = 1 WHERE id = NEW.project_id;
END;
CREATE TRIGGER drafts_removed AFTER DELETE ON drafts
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes - length(CAST(OLD.changes AS BLOB)) - length(CAST(OLD.secrets AS BLOB)), stored_changed = 1
    WHERE id = OLD.project_id;
END;
CREATE TRIGGER schemas_stored AFTER INSERT ON schemas
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(CAST(NEW.document AS BLOB)), stored_changed = 1 WHERE id = NEW.project_id;
END;
CREATE TRIGGER schemas_changed AFTER UPDATE OF document ON schemas WHEN NEW.document <> OLD.document
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(CAST(NEW.document AS BLOB)) - length(CAST(OLD.document AS BLOB)), stored_changed = 1
    WHERE id = NEW.project_id;
END;
CREATE TRIGGER schemas_removed AFTER DELETE ON schemas
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes - length(CAST(OLD.document AS BLOB)), stored_changed = 1 WHERE id = OLD.project_id;
END;
CREATE TRIGGER secrets_stored AFTER INSERT ON secrets
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(NEW.ciphertext), stored_changed = 1 WHERE id = NEW.project_id;
END;
CREATE TRIGGER secrets_changed AFTER UPDATE OF ciphertext ON secrets WHEN length(NEW.ciphertext) <> length(OLD.ciphertext)
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(NEW.ciphertext) - length(OLD.ciphertext), stored_changed = 1 WHERE id = NEW.project_id;
END;
CREATE TRIGGER secrets_removed AFTER DELETE ON secrets
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes - length(OLD.ciphertext), stored_changed = 1 WHERE id = OLD.project_id;
END;
