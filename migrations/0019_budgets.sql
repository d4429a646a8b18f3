-- How often something may still be done by somebody, or to somebody: one row for each thing that is counted in a window that begins with its first
-- use. Whose row it is stands there as a hash. Rows go when their window has ended; a request makes a handful of them at most, and whoever makes
-- many is counted by address and network as well.
CREATE TABLE budgets (
  scope   TEXT NOT NULL,                   -- what is counted (worker/src/budgets)
  key     TEXT NOT NULL,                   -- HMAC of who is counted, by the installation's SECRET_KEY
  used    INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,                -- when the window is over
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX budgets_by_end ON budgets (ends_at);

-- The browsers in which somebody signed in before: no more than a budget of their own follows from that. At most 20 of a person, the oldest goes;
-- one that nobody signed in with for a year goes as well.
CREATE TABLE devices (
  token_hash   TEXT NOT NULL,              -- SHA-256 of the cookie's 256 random bits
  user_id      TEXT NOT NULL REFERENCES users (id),
  last_used_at INTEGER NOT NULL,           -- when they signed in with it last
  PRIMARY KEY (token_hash, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_by_user ON devices (user_id, last_used_at);
CREATE INDEX devices_by_use ON devices (last_used_at);

-- The budget that wrong tries of a code count against, and whether it was asked for in a browser that had signed in before.
ALTER TABLE sign_in_codes ADD COLUMN wrong_key TEXT NOT NULL DEFAULT '';
ALTER TABLE sign_in_codes ADD COLUMN is_known INTEGER NOT NULL DEFAULT 0 CHECK (is_known IN (0, 1));

-- Addresses that want no mail from here. A row is made only with a link out of a mail to that address, and mails are counted; it stays until
-- somebody takes it back in the same way.
CREATE TABLE stopped_addresses (
  address_hash TEXT PRIMARY KEY,           -- SHA-256 of the address in lower case: no key, so that it outlives every key
  stopped_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- 1: the invite was not mailed, because its address asked for that.
ALTER TABLE outbox ADD COLUMN is_stopped INTEGER NOT NULL DEFAULT 0 CHECK (is_stopped IN (0, 1));

-- Whether invoices may be mailed to the billing address: a member's may, any other after whoever reads its mail has said so. Addresses from before
-- this count as confirmed. The link's token follows from the organization, a nonce and SECRET_KEY, as an invite's does; only its hash is here.
ALTER TABLE billing_details ADD COLUMN is_confirmed INTEGER NOT NULL DEFAULT 1 CHECK (is_confirmed IN (0, 1));
ALTER TABLE billing_details ADD COLUMN address_hash TEXT NOT NULL DEFAULT '';   -- as in stopped_addresses
ALTER TABLE billing_details ADD COLUMN confirm_nonce TEXT;
ALTER TABLE billing_details ADD COLUMN confirm_hash TEXT;
ALTER TABLE billing_details ADD COLUMN confirm_due_at INTEGER;                  -- when the mail with the link is tried next; NULL: it is not
ALTER TABLE billing_details ADD COLUMN confirm_tries INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX billing_details_by_link ON billing_details (confirm_hash) WHERE confirm_hash IS NOT NULL;
CREATE INDEX billing_details_confirm_due ON billing_details (confirm_due_at) WHERE confirm_due_at IS NOT NULL;

ALTER TABLE guards ADD COLUMN budget INTEGER CONSTRAINT guard_budget CHECK (budget = 1);
