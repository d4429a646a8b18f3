-- A change of plan at Stripe that waits for its payment: nothing has changed until it is paid, or given up.
ALTER TABLE subscriptions ADD COLUMN pending_plan TEXT CHECK (pending_plan IN ('free', 'pro', 'enterprise'));
ALTER TABLE subscriptions ADD COLUMN pending_interval TEXT
  CHECK ((pending_interval IS NULL) = (pending_plan IS NULL) AND (pending_interval IS NULL OR pending_interval IN ('month', 'year')));
ALTER TABLE subscriptions ADD COLUMN pending_until INTEGER CHECK ((pending_until IS NULL) = (pending_plan IS NULL));
-- Stripe's ID of what is to be paid.
ALTER TABLE subscriptions ADD COLUMN pending_invoice TEXT;
