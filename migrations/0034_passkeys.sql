-- Keys that devices keep, to sign in with (WebAuthn). Bytes are base64url without padding.
CREATE TABLE passkeys (
  id            TEXT PRIMARY KEY,
  user_id       TEXT NOT NULL REFERENCES users (id),
  credential_id TEXT NOT NULL UNIQUE,      -- at most 1,023 bytes, made by the device
  user_handle   TEXT NOT NULL,             -- 32 bytes that stand for the person on the device: the same for all passkeys of one
  public_key    TEXT NOT NULL,             -- in COSE, with its algorithm
  name          TEXT NOT NULL,
  counter       INTEGER NOT NULL,          -- how often the device says that it signed; 0: it does not count
  is_synced     INTEGER NOT NULL,          -- whether it may be in several places at once, which never changes
  is_backed_up  INTEGER NOT NULL,          -- whether it is, as of the last use
  created_at    INTEGER NOT NULL,
  last_used_at  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_by_user ON passkeys (user_id, id);

-- Challenges that were answered, until they would have expired: what is made of one counts once. Those that nobody answers are kept nowhere.
CREATE TABLE passkey_challenges (
  hash       TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_challenges_by_expiry ON passkey_challenges (expires_at);

-- Somebody has room for another one; and the one that signed is there still, as it was looked at.
ALTER TABLE guards ADD COLUMN passkey_limit INTEGER CONSTRAINT guard_passkey_limit CHECK (passkey_limit = 1);
ALTER TABLE guards ADD COLUMN passkey INTEGER CONSTRAINT guard_passkey CHECK (passkey = 1);
