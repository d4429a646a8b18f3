-- What may be thousands of rows is written slice by slice.

-- When a deletion began to revoke the organization's keys and to close its invites; NULL: nothing of that is left to do.
ALTER TABLE organizations ADD COLUMN closing_at INTEGER;
CREATE INDEX organizations_closing ON organizations (closing_at) WHERE closing_at IS NOT NULL;

-- Keys that are not revoked, for what goes with an organization: all that is counted stands in the index.
CREATE INDEX keys_not_revoked ON keys (organization_id, expires_at, revoked_at) WHERE revoked_at IS NULL;

-- Of a deleted account: the entry of the log before which its own have not been removed yet; NULL: they all have, or the account is not deleted.
ALTER TABLE users ADD COLUMN forget_before TEXT;
UPDATE users SET forget_before = '~' WHERE deleted_at IS NOT NULL;
CREATE INDEX users_to_forget ON users (id) WHERE forget_before IS NOT NULL;
