-- Projects are listed by their last change: `projects.updated_at` is when the project itself, its schema, or what one of its environments has
-- published was changed last. Until now publishing did not touch it.
UPDATE projects SET updated_at = max(updated_at, coalesce((
  SELECT max(v.created_at) FROM environments e JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version
  WHERE e.project_id = projects.id), 0));
CREATE INDEX projects_by_change ON projects (organization_id, updated_at, id) WHERE deleted_at IS NULL;
