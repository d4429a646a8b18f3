-- What stands in the log stays as it is: no change, no worker of another version and no hand at the database edits an entry. Only what time has
-- overtaken goes (worker/src/retention/walk.rs).

CREATE TRIGGER audit_entries_stay BEFORE UPDATE OF
  id, organization_id, actor_id, action, target_kind, target_id, request_id, user_agent, created_at, refused, refused_hour, country ON audit_entries
BEGIN
  SELECT RAISE(ABORT, 'an entry of the audit log is never changed');
END;

-- Once, when it is written, it is shortened (0018) and named (0025).
CREATE TRIGGER audit_entries_stay_short BEFORE UPDATE OF details ON audit_entries
WHEN length(CAST(old.details AS BLOB)) <= 3000
BEGIN
  SELECT RAISE(ABORT, 'an entry of the audit log is never changed');
END;
CREATE TRIGGER audit_entries_stay_named BEFORE UPDATE OF way, project_id, mode, target_name ON audit_entries
WHEN old.organization_id IS NULL OR (old.way IS NOT NULL AND (new.way, new.project_id, new.mode, new.target_name) IS NOT (old.way, old.project_id, old.mode, old.target_name))
BEGIN
  SELECT RAISE(ABORT, 'an entry of the audit log is never changed');
END;

-- Of an attempt that was refused it is counted how often.
CREATE TRIGGER audit_entries_stay_counted BEFORE UPDATE OF times ON audit_entries
WHEN old.refused IS NULL OR new.times <> old.times + 1
BEGIN
  SELECT RAISE(ABORT, 'an entry of the audit log is never changed');
END;
