-- What people call themselves, if they say so. Lists of members are searched by it, in lower case.
ALTER TABLE users ADD COLUMN name TEXT;
ALTER TABLE users ADD COLUMN name_key TEXT NOT NULL DEFAULT '';

-- A declined invite stays in the list until somebody sends it again or puts it away.
CREATE INDEX invites_listed ON invites (organization_id, id) WHERE state IN ('open', 'declined');
CREATE INDEX invites_declined_by_address ON invites (organization_id, email_key) WHERE state = 'declined';
