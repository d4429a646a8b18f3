-- The keys of a member that are not revoked, newest first: what was revoked, and what the same person made elsewhere, costs nobody a look.
CREATE INDEX keys_made ON keys (created_by, organization_id, revoked_at);
DROP INDEX keys_by_author;

-- How many organizations one person can be a member of.
ALTER TABLE guards ADD COLUMN membership_limit INTEGER CONSTRAINT guard_membership_limit CHECK (membership_limit = 1);
