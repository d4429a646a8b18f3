-- The audit log is read, by its organization and by what is searched for.

ALTER TABLE audit_entries ADD COLUMN country TEXT;     -- ISO 3166-1, as the edge saw the client; NULL: nobody knows
ALTER TABLE audit_entries ADD COLUMN way TEXT;         -- console, mail (the link of one), clock, stripe or operator; never NULL in an organization
ALTER TABLE audit_entries ADD COLUMN project_id TEXT;  -- the project that it is about; NULL: none
ALTER TABLE audit_entries ADD COLUMN mode TEXT;        -- the environment of it; NULL: the whole project
ALTER TABLE audit_entries ADD COLUMN target_name TEXT; -- what the target was called then; NULL: nobody knows any more

UPDATE audit_entries SET
    way = CASE WHEN request_id = 'cron' THEN 'clock' WHEN request_id IN ('stripe', 'operator') THEN request_id
      WHEN actor_id IS NULL THEN 'mail' ELSE 'console' END,
    project_id = CASE target_kind WHEN 'project' THEN target_id
      WHEN 'environment' THEN (SELECT e.project_id FROM environments e WHERE e.id = target_id) END,
    mode = CASE target_kind WHEN 'environment' THEN (SELECT e.mode FROM environments e WHERE e.id = target_id) END
  WHERE organization_id IS NOT NULL;

-- Whoever writes an entry says what was done to which ID; what that was called is looked up here, so that no writer can forget it.
CREATE TRIGGER audit_entries_are_named AFTER INSERT ON audit_entries
WHEN new.organization_id IS NOT NULL
BEGIN
  UPDATE audit_entries SET
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

-- One for each thing that is searched for, besides audit_entries_by_actor; what else is asked for sifts what it finds. An attempt that was refused is found with what was attempted.
CREATE INDEX audit_entries_by_action ON audit_entries (organization_id, iif(refused IS NULL, action, substr(action, 9)), id)
  WHERE organization_id IS NOT NULL;
CREATE INDEX audit_entries_by_project ON audit_entries (organization_id, project_id, id) WHERE project_id IS NOT NULL;
CREATE INDEX audit_entries_denied ON audit_entries (organization_id, id) WHERE refused IS NOT NULL;
