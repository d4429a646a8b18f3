-- The entries of an organization are a chain: numbered without a gap in the transaction that writes them, whoever writes them, and sealed in slices
-- soon afterwards (worker/src/audit/seal.rs). What was written before has no number: "before the chain began".

ALTER TABLE audit_entries ADD COLUMN number INTEGER; -- NULL: of an account, or of before the chain

-- How far the chain of an organization is. The number stands here and is not found by the largest: where the newest entry is taken away, the next one
-- must not get its number.
CREATE TABLE audit_chains (
  organization_id TEXT PRIMARY KEY REFERENCES organizations (id),
  began_at     INTEGER NOT NULL,
  last         INTEGER NOT NULL,           -- the number that was given last
  -- The checkpoint, which retention writes and signs: entries up to this number had their time and are gone.
  removed      INTEGER NOT NULL DEFAULT 0,
  removed_hash TEXT NOT NULL DEFAULT '0000000000000000000000000000000000000000000000000000000000000000', -- of the seal that ended with it
  removed_at   INTEGER,
  signature    TEXT                        -- HMAC with SECRET_KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_seals (
  organization_id TEXT NOT NULL REFERENCES audit_chains (organization_id),
  first     INTEGER NOT NULL,
  last      INTEGER NOT NULL,
  hash      TEXT NOT NULL,                 -- SHA-256 of the hash before it and of the entries
  marks     TEXT NOT NULL,                 -- 16 digits for each number: they tell which entry it is that does not fit
  newest_id TEXT NOT NULL,                 -- no entry up to this number has a larger ID
  newest_at INTEGER NOT NULL,              -- or was written later
  sealed_at INTEGER NOT NULL,
  PRIMARY KEY (organization_id, last)
) STRICT, WITHOUT ROWID;

-- As in 0025, with the number. The row is written anew in any case, so a number costs the one row of the chain.
DROP TRIGGER audit_entries_are_named;
CREATE TRIGGER audit_entries_are_named AFTER INSERT ON audit_entries
WHEN new.organization_id IS NOT NULL
BEGIN
  INSERT INTO audit_chains (organization_id, began_at, last) VALUES (new.organization_id, new.created_at, 1)
    ON CONFLICT (organization_id) DO UPDATE SET last = last + 1;
  UPDATE audit_entries SET
    number = (SELECT c.last FROM audit_chains c WHERE c.organization_id = new.organization_id),
    way = CASE WHEN new.request_id = 'cron' THEN 'clock' WHEN new.request_id IN ('stripe', 'operator') THEN new.request_id
      WHEN new.actor_id IS NULL THEN 'mail' ELSE 'console' END,
    project_id = CASE new.target_kind WHEN 'project' THEN new.target_id
      WHEN 'environment' THEN (SELECT e.project_id FROM environments e WHERE e.id = new.target_id) END,
    mode = CASE new.target_kind WHEN 'environment' THEN (SELECT e.mode FROM environments e WHERE e.id = new.target_id) END,
    target_name = CASE new.target_kind
      WHEN 'organization' THEN (SELECT o.name FROM organizations o WHERE o.id = new.target_id)
      WHEN 'project' THEN (SELECT p.name FROM projects p WHERE p.id = new.target_id)
      WHEN 'environment' THEN (SELECT p.name FROM environments e JOIN projects p ON p.id = e.project_id WHERE e.id = new.target_id)
      WHEN 'member' THEN (SELECT u.email FROM users u WHERE u.id = new.target_id)
      WHEN 'invite' THEN (SELECT i.email FROM invites i WHERE i.id = new.target_id)
      WHEN 'invoice' THEN (SELECT v.number FROM invoices v WHERE v.id = new.target_id) END
  WHERE id = new.id;
END;

CREATE TRIGGER audit_entries_stay_numbered BEFORE UPDATE OF number ON audit_entries
WHEN old.organization_id IS NULL OR (old.way IS NOT NULL AND new.number IS NOT old.number)
BEGIN
  SELECT RAISE(ABORT, 'an entry of the audit log is never changed');
END;

-- An entry goes when the checkpoint has passed it, which is written in the same batch.
CREATE TRIGGER audit_entries_stay_there BEFORE DELETE ON audit_entries
WHEN old.number > coalesce((SELECT c.removed FROM audit_chains c WHERE c.organization_id = old.organization_id), 0)
BEGIN
  SELECT RAISE(ABORT, 'an entry of the audit log is not removed before its time');
END;
CREATE TRIGGER audit_seals_stay BEFORE UPDATE ON audit_seals
BEGIN
  SELECT RAISE(ABORT, 'a seal of the audit log is never changed');
END;
CREATE TRIGGER audit_seals_stay_there BEFORE DELETE ON audit_seals
WHEN old.last > coalesce((SELECT c.removed FROM audit_chains c WHERE c.organization_id = old.organization_id), 0)
BEGIN
  SELECT RAISE(ABORT, 'a seal of the audit log is not removed before its time');
END;
CREATE TRIGGER audit_chains_go_on BEFORE UPDATE OF last, removed ON audit_chains
WHEN new.last NOT IN (old.last, old.last + 1) OR new.removed < old.removed OR new.removed > new.last
BEGIN
  SELECT RAISE(ABORT, 'a chain of the audit log only goes on');
END;

-- Sealing walks through new entries by their IDs.
CREATE TABLE walks_0030 (
  name  TEXT PRIMARY KEY CHECK (name IN ('retention', 'seal')),
  place TEXT NOT NULL                      -- the ID of the last organization, or entry, that was looked at
) STRICT, WITHOUT ROWID;
INSERT INTO walks_0030 (name, place) SELECT name, place FROM walks;
-- Entries of before have nothing to seal.
INSERT INTO walks_0030 (name, place) SELECT 'seal', coalesce((SELECT max(id) FROM audit_entries), '');
DROP TABLE walks;
ALTER TABLE walks_0030 RENAME TO walks;
