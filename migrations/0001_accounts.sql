-- Who may come in. Times are milliseconds since 1970 (UTC) everywhere; ids are UUID v7 as text.

CREATE TABLE users (
  id         TEXT PRIMARY KEY,
  email      TEXT NOT NULL,                -- exactly as typed at the first sign-in: mail goes only here
  email_key  TEXT NOT NULL UNIQUE,         -- lower case: what addresses are compared by
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for each code that was asked for. The code is hashed together with the asking browser's token,
-- of which only the hash is stored: six digits alone could be found by trying them all.
CREATE TABLE sign_in_codes (
  id           TEXT PRIMARY KEY,
  email        TEXT NOT NULL,
  email_key    TEXT NOT NULL,
  browser_hash TEXT NOT NULL UNIQUE,
  code_hash    TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  tries        INTEGER NOT NULL DEFAULT 0,
  last_try     TEXT,                       -- id of the request that tried last: later statements of its batch go by it
  used_at      INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_codes_by_address ON sign_in_codes (email_key, created_at);
CREATE INDEX sign_in_codes_by_age ON sign_in_codes (created_at);

CREATE TABLE sessions (
  id           TEXT PRIMARY KEY,
  token_hash   TEXT NOT NULL UNIQUE,       -- SHA-256 of the cookie's 256 random bits
  user_id      TEXT NOT NULL REFERENCES users (id),
  user_agent   TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,           -- at most an hour behind
  expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id, last_seen_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX sessions_by_use ON sessions (last_seen_at);

-- Mail of the local transport: what /mailbox shows. Stays empty where mail really leaves.
CREATE TABLE mailbox (
  id         TEXT PRIMARY KEY,
  recipient  TEXT NOT NULL,
  subject    TEXT NOT NULL,
  body       TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
