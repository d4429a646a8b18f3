-- Deleted projects wait in the trash for 30 days. All of their rows stay where they are, so that they come back with the same IDs; what
-- must be unique in the organization (name_key and slug) is given up until then.
ALTER TABLE projects ADD COLUMN deleted_at INTEGER;
ALTER TABLE projects ADD COLUMN deleted_by TEXT REFERENCES users (id) CHECK ((deleted_by IS NULL) = (deleted_at IS NULL));
ALTER TABLE projects ADD COLUMN trashed_slug TEXT CHECK ((trashed_slug IS NULL) = (deleted_at IS NULL));
-- When its parts were removed for good. The row stays, because bills name it.
ALTER TABLE projects ADD COLUMN purged_at INTEGER CHECK (purged_at IS NULL OR deleted_at IS NOT NULL);

CREATE INDEX projects_there ON projects (organization_id) WHERE deleted_at IS NULL;
CREATE INDEX projects_in_trash ON projects (organization_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX projects_to_purge ON projects (deleted_at) WHERE deleted_at IS NOT NULL AND purged_at IS NULL;
CREATE INDEX projects_by_deleter ON projects (deleted_by) WHERE deleted_by IS NOT NULL;
