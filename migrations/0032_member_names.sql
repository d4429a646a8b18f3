-- Members are listed by what is shown of them: the name, else the address. The name's key stands with each membership, as the address's does,
-- because an index holds one table; who changes their name changes it there, too.
ALTER TABLE memberships ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
UPDATE memberships SET name_key = (SELECT u.name_key FROM users u WHERE u.id = memberships.user_id)
  WHERE EXISTS (SELECT 1 FROM users u WHERE u.id = memberships.user_id AND u.name_key <> '');
ALTER TABLE memberships ADD COLUMN shown_key TEXT GENERATED ALWAYS AS (CASE name_key WHEN '' THEN email_key ELSE name_key END) VIRTUAL;
CREATE INDEX memberships_by_shown ON memberships (organization_id, shown_key, email_key);
