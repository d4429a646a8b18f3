-- The address that somebody wants to sign in with from now on, until its mailbox is proven with a code. One for each person: the newest counts.
CREATE TABLE address_changes (
  user_id    TEXT PRIMARY KEY REFERENCES users (id),
  email      TEXT NOT NULL,
  email_key  TEXT NOT NULL,
  code_hash  TEXT NOT NULL,                -- of the code together with the session's token; empty: somebody else has the address, so no code is right
  wrong_key  TEXT NOT NULL,                -- the budget that wrong codes count against
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  tries      INTEGER NOT NULL DEFAULT 0,
  last_try   TEXT,                         -- id of the request that tried last: later statements of its batch go by it
  used_at    INTEGER,
  old_email  TEXT                          -- what it was before, once it has changed: the notice goes there
) STRICT, WITHOUT ROWID;
CREATE INDEX address_changes_by_age ON address_changes (created_at);

-- The session of whoever changes how one signs in is there still, and was proven a short while ago.
ALTER TABLE guards ADD COLUMN proof INTEGER CONSTRAINT guard_proof CHECK (proof = 1);
