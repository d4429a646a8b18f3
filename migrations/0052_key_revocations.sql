-- Whoever deletes their account may have the server keys that they made revoked with it. There may be thousands, which goes slice by slice; the memberships that say
-- which of them may be revoked are gone by then, so what they were is kept here until it is done (worker/src/account/deletion/keys.rs). An organization that is
-- removed meanwhile has no keys left, so no foreign key has to hold it.
CREATE TABLE key_revocations (
  user_id         TEXT NOT NULL REFERENCES users (id),
  organization_id TEXT NOT NULL,
  role            INTEGER NOT NULL CHECK (role BETWEEN 2 AND 4), -- what the person was when the account was deleted
  request_id      TEXT NOT NULL,           -- of the deletion, for the entries of the log
  begun_at        INTEGER NOT NULL,
  PRIMARY KEY (user_id, organization_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX key_revocations_by_age ON key_revocations (begun_at, user_id);
