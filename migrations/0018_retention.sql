-- What bounds each table stands in ARCHITECTURE.md; worker/src/retention/ holds to it.

-- Its successor is `answers`, since 0010.
DROP TABLE idempotency_keys;

-- An entry says what was done in at most 3,000 bytes (worker/src/audit/details.rs). Nothing gets past that, whoever writes it.
UPDATE audit_entries SET details = json_object('begins', substr(details, 1, 500), 'bytes', length(CAST(details AS BLOB)))
  WHERE length(CAST(details AS BLOB)) > 3000;
CREATE TRIGGER audit_entries_are_short AFTER INSERT ON audit_entries
WHEN length(CAST(new.details AS BLOB)) > 3000
BEGIN
  UPDATE audit_entries SET details = json_object('begins', substr(new.details, 1, 500), 'bytes', length(CAST(new.details AS BLOB)))
  WHERE id = new.id;
END;

-- One person makes at most 2,000 changes in 24 hours: nobody fills the log, or what the changes make, faster than that. Signing in and out is limited elsewhere,
-- so are refusals; the keys of a member may be revoked however many they are. An ID begins with the milliseconds of its making.
CREATE TRIGGER audit_entries_are_few BEFORE INSERT ON audit_entries
WHEN new.actor_id IS NOT NULL AND new.refused IS NULL AND new.target_kind <> 'session' AND new.action <> 'revoke_key'
BEGIN
  SELECT RAISE(ABORT, 'CHECK constraint failed: guard_change_limit') WHERE (SELECT count(*) FROM (
    SELECT 1 FROM audit_entries a WHERE a.actor_id = new.actor_id
      AND a.id > substr(printf('%012x', CAST(new.created_at AS INTEGER) - 86400000), 1, 8) || '-'
        || substr(printf('%012x', CAST(new.created_at AS INTEGER) - 86400000), 9, 4) LIMIT 2000)) >= 2000;
END;

-- How far a walk through all organizations has come, whose plans say how long something of theirs is kept.
CREATE TABLE walks (
  name  TEXT PRIMARY KEY CHECK (name IN ('retention')),
  place TEXT NOT NULL                      -- the ID of the last organization that was looked at
) STRICT, WITHOUT ROWID;
INSERT INTO walks (name, place) VALUES ('retention', '');

-- What has been there for long enough is found by its age.
CREATE INDEX audit_entries_of_accounts ON audit_entries (created_at) WHERE organization_id IS NULL;
CREATE INDEX config_reads_by_age ON config_reads (day);
CREATE INDEX keys_revoked ON keys (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX keys_expiring ON keys (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX invites_closed ON invites (decided_at) WHERE state <> 'open';
CREATE INDEX invites_expiring ON invites (expires_at) WHERE state = 'open';
CREATE INDEX invoices_by_age ON invoices (issued_at);
CREATE INDEX project_transfers_by_age ON project_transfers (at);
CREATE INDEX projects_purged ON projects (purged_at) WHERE purged_at IS NOT NULL;

-- Days of usage that are old enough become one row of their month: 0 is a day, 1 a month, 2 a day that is being added to its month.
ALTER TABLE usage_days ADD COLUMN folded INTEGER NOT NULL DEFAULT 0 CHECK (folded IN (0, 1, 2));
CREATE INDEX usage_days_by_age ON usage_days (folded, day);
CREATE INDEX usage_days_by_project ON usage_days (project_id);

-- How many projects an organization may keep in its trash follows from its plan. One that somebody deletes for good is hidden from then on; it
-- goes as soon as every writer that may still be on its way has arrived.
ALTER TABLE projects ADD COLUMN for_good_at INTEGER CHECK (for_good_at IS NULL OR deleted_at IS NOT NULL);
CREATE INDEX projects_for_good ON projects (deleted_at) WHERE for_good_at IS NOT NULL AND purged_at IS NULL;

-- How many organizations one person may have on the Free plan counts those that they created and still own.
ALTER TABLE organizations ADD COLUMN created_by TEXT REFERENCES users (id);
UPDATE organizations SET created_by = (SELECT a.actor_id FROM audit_entries a
  WHERE a.organization_id = organizations.id AND a.action = 'create_organization' ORDER BY a.id LIMIT 1);
CREATE INDEX organizations_by_creator ON organizations (created_by) WHERE created_by IS NOT NULL;
