-- What a Developer may revoke is what the projects allowed when the account was deleted, whatever they allow by the time cron comes to it: their IDs, of those in which the
-- person made keys that worked. NULL for whoever may revoke all (worker/src/account/deletion/keys.rs).
ALTER TABLE key_revocations ADD COLUMN projects TEXT;
UPDATE key_revocations SET projects = (SELECT json_group_array(project_id) FROM (
  SELECT DISTINCT k.project_id FROM keys k JOIN projects p ON p.id = k.project_id AND p.developers_publish_live = 1
  WHERE k.created_by = key_revocations.user_id AND k.organization_id = key_revocations.organization_id AND k.revoked_at IS NULL LIMIT 40000))
WHERE role = 2;
