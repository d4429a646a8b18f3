-- What each organization pays for, and its bills. Amounts are integer minor units; prices and limits stand in api/src/plans.rs.

-- Exactly one of an organization, made with it.
CREATE TABLE subscriptions (
  organization_id     TEXT PRIMARY KEY REFERENCES organizations (id),
  plan                TEXT NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'pro', 'enterprise')),
  interval            TEXT NOT NULL DEFAULT 'month' CHECK (interval IN ('month', 'year')),
  status              TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'past_due')), -- as Stripe says; by hand, due dates decide
  anchor_at           INTEGER,             -- what the ends of the periods are counted from: 31 January makes 28 February, then 31 March
  period_start        INTEGER,
  period_end          INTEGER,
  next_plan           TEXT CHECK (next_plan IN ('free', 'pro', 'enterprise')),      -- what begins with the next period; NULL: the same again
  next_interval       TEXT CHECK (next_interval IN ('month', 'year')),
  version             INTEGER NOT NULL DEFAULT 1,
  stripe_customer     TEXT UNIQUE,
  stripe_subscription TEXT UNIQUE,
  stripe_item         TEXT,                -- the one item of that subscription: what a change of plan names
  payment_method      TEXT,                -- JSON object: brand, last4, expires_month, expires_year
  sync_due_at         INTEGER,             -- when Stripe is asked next; NULL: it knows nothing of this organization
  sync_number         INTEGER NOT NULL DEFAULT 0, -- counts the times that asking began
  synced_number       INTEGER NOT NULL DEFAULT 0, -- whose answer stands here: an earlier one does not overwrite it
  CHECK ((plan = 'free') = (period_end IS NULL)),
  CHECK ((next_plan IS NULL) = (next_interval IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX subscriptions_ending ON subscriptions (period_end) WHERE stripe_subscription IS NULL AND period_end IS NOT NULL;
CREATE INDEX subscriptions_sync_due ON subscriptions (sync_due_at) WHERE sync_due_at IS NOT NULL;
INSERT INTO subscriptions (organization_id) SELECT id FROM organizations;

-- Whom the bills are made out to.
CREATE TABLE billing_details (
  organization_id TEXT PRIMARY KEY REFERENCES organizations (id),
  email           TEXT NOT NULL DEFAULT '',
  name            TEXT NOT NULL DEFAULT '',
  line1           TEXT NOT NULL DEFAULT '',
  line2           TEXT NOT NULL DEFAULT '',
  postal_code     TEXT NOT NULL DEFAULT '',
  city            TEXT NOT NULL DEFAULT '',
  country         TEXT NOT NULL DEFAULT '', -- ISO 3166-1 alpha-2
  tax_id          TEXT NOT NULL DEFAULT '',
  version         INTEGER NOT NULL DEFAULT 1,
  stripe_version  INTEGER NOT NULL DEFAULT 1 -- which version Stripe was told
) STRICT, WITHOUT ROWID;
INSERT INTO billing_details (organization_id) SELECT id FROM organizations;

-- Once issued, a row changes its status and dates only. Those of Stripe are copies of what it says.
CREATE TABLE invoices (
  id              TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  number          TEXT NOT NULL,
  sequence        INTEGER UNIQUE,          -- numbers of our own have no gaps; NULL: Stripe's
  provider        TEXT NOT NULL CHECK (provider IN ('manual', 'stripe')),
  stripe_id       TEXT UNIQUE,
  status          TEXT NOT NULL CHECK (status IN ('open', 'paid', 'void', 'uncollectible')),
  currency        TEXT NOT NULL,
  total           INTEGER NOT NULL,
  period_start    INTEGER NOT NULL,
  period_end      INTEGER NOT NULL,
  issued_at       INTEGER NOT NULL,
  due_at          INTEGER,
  paid_at         INTEGER,
  bill_to         TEXT NOT NULL,           -- JSON object, as it was known then
  lines           TEXT NOT NULL,           -- JSON list; the amounts add up to the total
  seller          TEXT NOT NULL,           -- who issued it, and how it is paid: as it was then
  instructions    TEXT NOT NULL,
  hosted_url      TEXT,
  mail_due_at     INTEGER,                 -- when it is sent to the billing address; NULL: sent, or not to be
  mail_tries      INTEGER NOT NULL DEFAULT 0,
  UNIQUE (provider, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX invoices_by_organization ON invoices (organization_id, issued_at, number);
CREATE INDEX invoices_overdue ON invoices (organization_id, due_at) WHERE status = 'open';
CREATE INDEX invoices_open ON invoices (issued_at) WHERE status = 'open';
CREATE INDEX invoices_mail_due ON invoices (mail_due_at) WHERE mail_due_at IS NOT NULL;

-- Messages of Stripe that were taken: the same one again does nothing.
CREATE TABLE stripe_events (
  id          TEXT PRIMARY KEY,
  type        TEXT NOT NULL,
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX stripe_events_by_age ON stripe_events (received_at);

-- Who had a project until when: what it was read then belongs on the old organization's bill.
CREATE TABLE project_transfers (
  id                   TEXT PRIMARY KEY,
  project_id           TEXT NOT NULL REFERENCES projects (id),
  name                 TEXT NOT NULL,      -- of the project, on that day
  from_organization_id TEXT NOT NULL REFERENCES organizations (id),
  to_organization_id   TEXT NOT NULL REFERENCES organizations (id),
  at                   INTEGER NOT NULL,
  by                   TEXT NOT NULL REFERENCES users (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX project_transfers_from ON project_transfers (from_organization_id, project_id, at);
CREATE INDEX project_transfers_to ON project_transfers (to_organization_id, project_id, at);
CREATE INDEX project_transfers_by_project ON project_transfers (project_id, at);
CREATE INDEX project_transfers_by_author ON project_transfers (by);

-- Reads stay with the organization that had the environment at that moment, wherever the project goes later: so the organization is
-- part of the key, and nothing ties the row to where the environment is now.
CREATE TABLE reads (
  environment_id  TEXT NOT NULL,
  day             INTEGER NOT NULL,        -- days since 1970 (UTC)
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  project_id      TEXT NOT NULL,
  reads           INTEGER NOT NULL,
  rolled_up       INTEGER NOT NULL DEFAULT 0 CHECK (rolled_up IN (0, 1)), -- whether usage_days knows of all of them
  PRIMARY KEY (environment_id, day, organization_id)
) STRICT, WITHOUT ROWID;
INSERT INTO reads (environment_id, day, organization_id, project_id, reads)
SELECT environment_id, day, organization_id, project_id, reads FROM config_reads;
DROP TABLE config_reads;
ALTER TABLE reads RENAME TO config_reads;
CREATE INDEX config_reads_by_project ON config_reads (organization_id, project_id, day);
CREATE INDEX config_reads_to_roll_up ON config_reads (day) WHERE rolled_up = 0;

-- The same by project, added up again whenever one of them changes: what pages, limits and bills are made of.
CREATE TABLE usage_days (
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  day             INTEGER NOT NULL,
  project_id      TEXT NOT NULL,
  reads           INTEGER NOT NULL,
  summed          INTEGER NOT NULL DEFAULT 0 CHECK (summed IN (0, 1)), -- whether usage_months knows of it
  PRIMARY KEY (organization_id, day, project_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX usage_days_to_sum ON usage_days (day) WHERE summed = 0;
INSERT INTO usage_days (organization_id, day, project_id, reads)
SELECT organization_id, day, project_id, sum(reads) FROM config_reads GROUP BY organization_id, day, project_id;
UPDATE config_reads SET rolled_up = 1;

-- And by calendar month (UTC), named by its first day: what every page shows and every new project is measured by.
CREATE TABLE usage_months (
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  first_day       INTEGER NOT NULL,
  reads           INTEGER NOT NULL,
  PRIMARY KEY (organization_id, first_day)
) STRICT, WITHOUT ROWID;
INSERT INTO usage_months (organization_id, first_day, reads)
SELECT organization_id, unixepoch(day * 86400, 'unixepoch', 'start of month') / 86400 AS first_day, sum(reads) FROM usage_days
GROUP BY organization_id, first_day;
UPDATE usage_days SET summed = 1;

-- The plan says how many seats there are.
ALTER TABLE organizations DROP COLUMN seat_limit;

ALTER TABLE guards ADD COLUMN plan_limit INTEGER CONSTRAINT guard_plan_limit CHECK (plan_limit = 1);
ALTER TABLE guards ADD COLUMN transfer_target INTEGER CONSTRAINT guard_transfer_target CHECK (transfer_target = 1);
