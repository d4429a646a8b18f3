-- Members are listed by address: kept beside the membership, so that a page of ten thousand is read in order.
ALTER TABLE memberships ADD COLUMN email_key TEXT NOT NULL DEFAULT '';
UPDATE memberships SET email_key = (SELECT u.email_key FROM users u WHERE u.id = memberships.user_id);
CREATE INDEX memberships_by_address ON memberships (organization_id, email_key);
CREATE INDEX memberships_by_role ON memberships (organization_id, role);

-- How many members the plan allows; NULL: any number.
ALTER TABLE organizations ADD COLUMN seat_limit INTEGER;
-- Set while the organization is in the trash.
ALTER TABLE organizations ADD COLUMN deleted_at INTEGER;

-- An offer of membership to one address. The link's token is not kept: it is derived from id and nonce with the
-- installation's secret key, and found by its hash. A new nonce is a new link, and the old one is dead.
CREATE TABLE invites (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  email           TEXT NOT NULL,
  email_key       TEXT NOT NULL,
  role            INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4),
  note            TEXT,
  nonce           TEXT NOT NULL,
  token_hash      TEXT NOT NULL UNIQUE,
  inviter_id      TEXT NOT NULL REFERENCES users (id),
  state           TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'declined', 'revoked', 'expired')),
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  decided_at      INTEGER,
  UNIQUE (organization_id, id)
) STRICT, WITHOUT ROWID;
-- One open invite for an address; the same index finds those of an organization by address.
CREATE UNIQUE INDEX invites_open_by_address ON invites (organization_id, email_key) WHERE state = 'open';
CREATE INDEX invites_open_by_organization ON invites (organization_id, id) WHERE state = 'open';
CREATE INDEX invites_open_by_addressee ON invites (email_key, id) WHERE state = 'open';
CREATE INDEX invites_by_inviter ON invites (inviter_id);

-- Invite mails that are due, and what became of them. The text is composed when it is sent: no token lies here.
CREATE TABLE outbox (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL,
  invite_id       TEXT NOT NULL,
  nonce           TEXT NOT NULL,           -- of the invite when this was written: a later link makes this mail pointless
  recipient_key   TEXT NOT NULL,
  state           TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')),
  error           TEXT,
  tries           INTEGER NOT NULL DEFAULT 0,
  next_try_at     INTEGER NOT NULL,
  lease           TEXT,                    -- the request that is sending it; another one leaves it alone until next_try_at
  created_at      INTEGER NOT NULL,
  FOREIGN KEY (organization_id, invite_id) REFERENCES invites (organization_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (next_try_at) WHERE state = 'queued';
CREATE INDEX outbox_by_lease ON outbox (lease) WHERE state = 'queued';
CREATE INDEX outbox_by_invite ON outbox (organization_id, invite_id, id);
CREATE INDEX outbox_by_recipient ON outbox (recipient_key, created_at);
CREATE INDEX outbox_by_age ON outbox (created_at);
CREATE INDEX outbox_by_organization ON outbox (organization_id, created_at);

-- Sign-in codes are limited by asking client, too: the hash of its address, never the address.
ALTER TABLE sign_in_codes ADD COLUMN client_hash TEXT NOT NULL DEFAULT '';
CREATE INDEX sign_in_codes_by_client ON sign_in_codes (client_hash, created_at);

ALTER TABLE guards ADD COLUMN target INTEGER CONSTRAINT guard_target CHECK (target = 1);
ALTER TABLE guards ADD COLUMN rank INTEGER CONSTRAINT guard_rank CHECK (rank = 1);
ALTER TABLE guards ADD COLUMN last_owner INTEGER CONSTRAINT guard_last_owner CHECK (last_owner = 1);
ALTER TABLE guards ADD COLUMN offer INTEGER CONSTRAINT guard_offer CHECK (offer = 1);
ALTER TABLE guards ADD COLUMN invite_limit INTEGER CONSTRAINT guard_invite_limit CHECK (invite_limit = 1);
ALTER TABLE guards ADD COLUMN client_limit INTEGER CONSTRAINT guard_client_limit CHECK (client_limit = 1);
