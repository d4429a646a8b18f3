-- A change of plan at Stripe that waits for its payment: nothing has changed until it is paid, or given up.
ALTER TABLE subscriptions ADD COLUMN pending_plan TEXT CHECK (pending_plan IN ('free', 'pro', 'enterprise'));
ALTER TABLE subscriptions ADD COLUMN pending_interval TEXT
  CHECK (pending_interval IN ('month', 'year') AND pending_plan IS NOT NULL OR pending_interval IS NULL AND pending_plan IS NULL);
CREATE INDEX invoices_to_pay ON invoices (organization_id, issued_at) WHERE status = 'open' AND hosted_url IS NOT NULL;
