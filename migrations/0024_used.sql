-- When a member last asked for something of the organization: written once an hour at most, as `sessions.last_seen_at` is.
ALTER TABLE memberships ADD COLUMN used_at INTEGER;
