-- Keys that work, of an environment and of a member, without those that were revoked or have expired, which stay for 90 days and may be very many: the condition is written
-- `revoked_at IS NULL AND coalesce(expires_at, 9e15) > now` wherever it is asked.
CREATE INDEX keys_working ON keys (environment_id, coalesce(expires_at, 9e15)) WHERE revoked_at IS NULL;
CREATE INDEX keys_working_made ON keys (created_by, organization_id, revoked_at, coalesce(expires_at, 9e15));
DROP INDEX keys_made;
