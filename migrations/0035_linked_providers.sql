-- Accounts elsewhere, at the providers of the installation's configuration, that somebody signs in with: one at each of them.
CREATE TABLE linked_providers (
  user_id      TEXT NOT NULL REFERENCES users (id),
  provider     TEXT NOT NULL,              -- its ID in OIDC_PROVIDERS
  issuer       TEXT NOT NULL,              -- issuer and subject say who it is there
  subject      TEXT NOT NULL,
  email        TEXT NOT NULL,              -- as the provider gave it when it was linked: only shown
  linked_at    INTEGER NOT NULL,
  last_used_at INTEGER,                    -- NULL: not used yet
  request_id   TEXT NOT NULL,              -- of the request that linked it: later statements of its batch go by it
  PRIMARY KEY (user_id, provider),
  UNIQUE (issuer, subject)
) STRICT, WITHOUT ROWID;

-- Sign-ins at a provider that are under way. What goes there and comes back is bound to the browser by a cookie of 256 random bits, of which only the
-- hash is here; the nonce and the secret of the code exchange follow from it.
CREATE TABLE provider_attempts (
  state_hash   TEXT PRIMARY KEY,           -- SHA-256 of the 256 random bits that the provider sends back
  browser_hash TEXT NOT NULL,
  provider     TEXT NOT NULL,
  session_id   TEXT,                       -- whose account the one there is to be linked to; NULL: it is a sign-in
  return_to    TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  used_at      INTEGER,
  -- Whom the provider named, as long as the mailbox has to be proven with a code first.
  issuer       TEXT,
  subject      TEXT,
  email        TEXT,
  email_key    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX provider_attempts_by_age ON provider_attempts (created_at);
CREATE INDEX provider_attempts_named ON provider_attempts (browser_hash, expires_at) WHERE subject IS NOT NULL;
