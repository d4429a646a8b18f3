-- What one person may store in organizations that nobody pays for counts over all of those that they created. One that they give away counts for 30 days
-- more, so that nobody fills one after the other and gives each away.

-- When whoever created it ceased to be an Owner, in milliseconds; NULL: they are one.
ALTER TABLE organizations ADD COLUMN creator_left_at INTEGER;
UPDATE organizations SET creator_left_at = 0 WHERE created_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM memberships m
  WHERE m.organization_id = organizations.id AND m.user_id = organizations.created_by AND m.role = 4);
CREATE TRIGGER memberships_creator_gone AFTER DELETE ON memberships WHEN OLD.role = 4
BEGIN
  UPDATE organizations SET creator_left_at = unixepoch() * 1000 WHERE id = OLD.organization_id AND created_by = OLD.user_id;
END;
CREATE TRIGGER memberships_creator_lowered AFTER UPDATE OF role ON memberships WHEN OLD.role = 4 AND NEW.role <> 4
BEGIN
  UPDATE organizations SET creator_left_at = unixepoch() * 1000 WHERE id = NEW.organization_id AND created_by = NEW.user_id;
END;
CREATE TRIGGER memberships_creator_raised AFTER UPDATE OF role ON memberships WHEN OLD.role <> 4 AND NEW.role = 4
BEGIN
  UPDATE organizations SET creator_left_at = NULL WHERE id = NEW.organization_id AND created_by = NEW.user_id;
END;
CREATE TRIGGER memberships_creator_back AFTER INSERT ON memberships WHEN NEW.role = 4
BEGIN
  UPDATE organizations SET creator_left_at = NULL WHERE id = NEW.organization_id AND created_by = NEW.user_id AND creator_left_at IS NOT NULL;
END;

-- Archives of one person, over all organizations.
CREATE INDEX exports_by_asker ON exports (asked_by, id);
ALTER TABLE guards ADD COLUMN exports_under_way INTEGER CONSTRAINT guard_exports_under_way CHECK (exports_under_way = 1);
ALTER TABLE guards ADD COLUMN exports_kept INTEGER CONSTRAINT guard_exports_kept CHECK (exports_kept = 1);
