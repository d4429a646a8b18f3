-- How much an organization has stands on its row, because every page shows it and every limit is held against it. Triggers keep it, in the
-- transaction of whatever changes it: no statement has to think of it, neither one of the version before that still runs while this one is
-- deployed, nor an operator's by hand. A migration that makes one of these tables anew makes its triggers anew as well.
ALTER TABLE organizations ADD COLUMN projects INTEGER NOT NULL DEFAULT 0; -- that are not in the trash
ALTER TABLE organizations ADD COLUMN trashed INTEGER NOT NULL DEFAULT 0;  -- that are in the trash, and not removed for good
ALTER TABLE organizations ADD COLUMN members INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN invites INTEGER NOT NULL DEFAULT 0;  -- that are open and have not lapsed
-- Cron counts anew, once a day, those of which something has changed.
ALTER TABLE organizations ADD COLUMN counts_changed INTEGER NOT NULL DEFAULT 0 CHECK (counts_changed IN (0, 1));
ALTER TABLE organizations ADD COLUMN counted_on INTEGER NOT NULL DEFAULT 0; -- days since 1970 (UTC)
ALTER TABLE organizations ADD COLUMN miscounted INTEGER NOT NULL DEFAULT 0; -- by how many it was wrong then: 0, or there is a fault to look for
CREATE INDEX organizations_to_count ON organizations (counted_on) WHERE counts_changed = 1;

-- Time alone closes an invite, and no trigger hears of that: cron notes it within a minute, and until then readers subtract the few that it has
-- not noted yet. The state stays `open`, because an expired invite is listed, and can be sent again.
ALTER TABLE invites ADD COLUMN lapsed INTEGER NOT NULL DEFAULT 0 CHECK (lapsed IN (0, 1));
CREATE INDEX invites_to_lapse ON invites (expires_at) WHERE state = 'open' AND lapsed = 0;
CREATE INDEX invites_counted ON invites (organization_id, expires_at) WHERE state = 'open' AND lapsed = 0;
-- Only the count went by it.
DROP INDEX invites_open_by_organization;
-- What was removed for good is not in the trash any more.
DROP INDEX projects_in_trash;
CREATE INDEX projects_in_trash ON projects (organization_id, deleted_at, id) WHERE deleted_at IS NOT NULL AND purged_at IS NULL;

UPDATE organizations SET
  projects = (SELECT count(*) FROM projects p WHERE p.organization_id = organizations.id AND p.deleted_at IS NULL),
  trashed = (SELECT count(*) FROM projects p WHERE p.organization_id = organizations.id AND p.deleted_at IS NOT NULL AND p.purged_at IS NULL),
  members = (SELECT count(*) FROM memberships m WHERE m.organization_id = organizations.id),
  invites = (SELECT count(*) FROM invites i WHERE i.organization_id = organizations.id AND i.state = 'open' AND i.lapsed = 0);

CREATE TRIGGER projects_come AFTER INSERT ON projects BEGIN
  UPDATE organizations SET counts_changed = 1, projects = projects + (new.deleted_at IS NULL),
    trashed = trashed + (new.deleted_at IS NOT NULL AND new.purged_at IS NULL) WHERE id = new.organization_id;
END;
CREATE TRIGGER projects_go AFTER DELETE ON projects BEGIN
  UPDATE organizations SET counts_changed = 1, projects = projects - (old.deleted_at IS NULL),
    trashed = trashed - (old.deleted_at IS NOT NULL AND old.purged_at IS NULL) WHERE id = old.organization_id;
END;
CREATE TRIGGER projects_move AFTER UPDATE OF organization_id, deleted_at, purged_at ON projects BEGIN
  UPDATE organizations SET counts_changed = 1, projects = projects - (old.deleted_at IS NULL),
    trashed = trashed - (old.deleted_at IS NOT NULL AND old.purged_at IS NULL) WHERE id = old.organization_id;
  UPDATE organizations SET projects = projects + (new.deleted_at IS NULL), counts_changed = 1,
    trashed = trashed + (new.deleted_at IS NOT NULL AND new.purged_at IS NULL) WHERE id = new.organization_id;
END;

CREATE TRIGGER memberships_come AFTER INSERT ON memberships BEGIN
  UPDATE organizations SET counts_changed = 1, members = members + 1 WHERE id = new.organization_id;
END;
CREATE TRIGGER memberships_go AFTER DELETE ON memberships BEGIN
  UPDATE organizations SET counts_changed = 1, members = members - 1 WHERE id = old.organization_id;
END;
CREATE TRIGGER memberships_move AFTER UPDATE OF organization_id ON memberships BEGIN
  UPDATE organizations SET counts_changed = 1, members = members - 1 WHERE id = old.organization_id;
  UPDATE organizations SET counts_changed = 1, members = members + 1 WHERE id = new.organization_id;
END;

CREATE TRIGGER invites_come AFTER INSERT ON invites WHEN new.state = 'open' AND new.lapsed = 0 BEGIN
  UPDATE organizations SET counts_changed = 1, invites = invites + 1 WHERE id = new.organization_id;
END;
CREATE TRIGGER invites_go AFTER DELETE ON invites WHEN old.state = 'open' AND old.lapsed = 0 BEGIN
  UPDATE organizations SET counts_changed = 1, invites = invites - 1 WHERE id = old.organization_id;
END;
CREATE TRIGGER invites_move AFTER UPDATE OF organization_id, state, lapsed ON invites
WHEN (old.state = 'open' AND old.lapsed = 0) <> (new.state = 'open' AND new.lapsed = 0) OR old.organization_id <> new.organization_id BEGIN
  UPDATE organizations SET counts_changed = 1, invites = invites - (old.state = 'open' AND old.lapsed = 0) WHERE id = old.organization_id;
  UPDATE organizations SET counts_changed = 1, invites = invites + (new.state = 'open' AND new.lapsed = 0) WHERE id = new.organization_id;
END;
-- Sent again, it counts again.
CREATE TRIGGER invites_last_longer AFTER UPDATE OF expires_at ON invites WHEN new.lapsed = 1 AND new.expires_at > old.expires_at BEGIN
  UPDATE invites SET lapsed = 0 WHERE id = new.id;
END;
