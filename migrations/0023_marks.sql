-- What marks a project and an organization as one whose stored bytes are counted anew at night is written only where it does not stand yet: both have
-- a partial index on it, which each change wrote anew otherwise, two rows of D1 for each of the two.

DROP TRIGGER projects_stored;
CREATE TRIGGER projects_stored AFTER UPDATE OF stored_bytes ON projects WHEN NEW.stored_bytes <> OLD.stored_bytes
BEGIN
  UPDATE organizations SET stored_bytes = stored_bytes + NEW.stored_bytes - OLD.stored_bytes WHERE id = NEW.organization_id;
  UPDATE organizations SET stored_changed = 1 WHERE id = NEW.organization_id AND stored_changed = 0;
  -- Where it stood before, it stays, or was counted anew just now.
  UPDATE projects SET stored_changed = 1 WHERE id = NEW.id AND OLD.stored_changed = 0;
END;

DROP TRIGGER projects_moved;
CREATE TRIGGER projects_moved AFTER UPDATE OF organization_id ON projects WHEN NEW.organization_id <> OLD.organization_id
BEGIN
  UPDATE organizations SET stored_bytes = stored_bytes - OLD.stored_bytes WHERE id = OLD.organization_id;
  UPDATE organizations SET stored_bytes = stored_bytes + NEW.stored_bytes WHERE id = NEW.organization_id;
  UPDATE organizations SET stored_changed = 1 WHERE id IN (OLD.organization_id, NEW.organization_id) AND stored_changed = 0;
END;

DROP TRIGGER documents_stored;
CREATE TRIGGER documents_stored AFTER INSERT ON documents
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + NEW.bytes WHERE id = NEW.project_id;
END;

DROP TRIGGER documents_removed;
CREATE TRIGGER documents_removed AFTER DELETE ON documents
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes - OLD.bytes WHERE id = OLD.project_id;
END;

DROP TRIGGER versions_stored;
CREATE TRIGGER versions_stored AFTER INSERT ON versions
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(CAST(NEW.message AS BLOB)) + length(CAST(coalesce(NEW.source, '') AS BLOB)) WHERE id = NEW.project_id;
END;

DROP TRIGGER versions_changed;
CREATE TRIGGER versions_changed AFTER UPDATE OF message, source ON versions
  WHEN length(NEW.message || coalesce(NEW.source, '')) <> length(OLD.message || coalesce(OLD.source, ''))
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(CAST(NEW.message AS BLOB)) + length(CAST(coalesce(NEW.source, '') AS BLOB))
    - length(CAST(OLD.message AS BLOB)) - length(CAST(coalesce(OLD.source, '') AS BLOB)) WHERE id = NEW.project_id;
END;

DROP TRIGGER versions_removed;
CREATE TRIGGER versions_removed AFTER DELETE ON versions
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes - length(CAST(OLD.message AS BLOB)) - length(CAST(coalesce(OLD.source, '') AS BLOB)) WHERE id = OLD.project_id;
END;

DROP TRIGGER drafts_stored;
CREATE TRIGGER drafts_stored AFTER INSERT ON drafts
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(CAST(NEW.changes AS BLOB)) + length(CAST(NEW.secrets AS BLOB))
    WHERE id = NEW.project_id;
END;

DROP TRIGGER drafts_changed;
CREATE TRIGGER drafts_changed AFTER UPDATE OF changes, secrets ON drafts WHEN NEW.changes <> OLD.changes OR NEW.secrets <> OLD.secrets
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(CAST(NEW.changes AS BLOB)) + length(CAST(NEW.secrets AS BLOB))
    - length(CAST(OLD.changes AS BLOB)) - length(CAST(OLD.secrets AS BLOB)) WHERE id = NEW.project_id;
END;

DROP TRIGGER drafts_removed;
CREATE TRIGGER drafts_removed AFTER DELETE ON drafts
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes - length(CAST(OLD.changes AS BLOB)) - length(CAST(OLD.secrets AS BLOB))
    WHERE id = OLD.project_id;
END;

DROP TRIGGER schemas_stored;
CREATE TRIGGER schemas_stored AFTER INSERT ON schemas
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(CAST(NEW.document AS BLOB)) WHERE id = NEW.project_id;
END;

DROP TRIGGER schemas_changed;
CREATE TRIGGER schemas_changed AFTER UPDATE OF document ON schemas WHEN NEW.document <> OLD.document
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(CAST(NEW.document AS BLOB)) - length(CAST(OLD.document AS BLOB))
    WHERE id = NEW.project_id;
END;

DROP TRIGGER schemas_removed;
CREATE TRIGGER schemas_removed AFTER DELETE ON schemas
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes - length(CAST(OLD.document AS BLOB)) WHERE id = OLD.project_id;
END;

DROP TRIGGER secrets_stored;
CREATE TRIGGER secrets_stored AFTER INSERT ON secrets
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(NEW.ciphertext) WHERE id = NEW.project_id;
END;

DROP TRIGGER secrets_changed;
CREATE TRIGGER secrets_changed AFTER UPDATE OF ciphertext ON secrets WHEN length(NEW.ciphertext) <> length(OLD.ciphertext)
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes + length(NEW.ciphertext) - length(OLD.ciphertext) WHERE id = NEW.project_id;
END;

DROP TRIGGER secrets_removed;
CREATE TRIGGER secrets_removed AFTER DELETE ON secrets
BEGIN
  UPDATE projects SET stored_bytes = stored_bytes - length(OLD.ciphertext) WHERE id = OLD.project_id;
END;
