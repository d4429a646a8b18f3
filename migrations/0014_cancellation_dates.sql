-- A date at which Stripe ends the subscription, where that is another one than the period's end; NULL: it goes on, or ends with its period.
ALTER TABLE subscriptions ADD COLUMN ends_at INTEGER;
-- Stripe's price of the plan that stands here, which may be one that is sold no longer: whoever keeps the plan keeps it. NULL: not known yet.
ALTER TABLE subscriptions ADD COLUMN stripe_price TEXT;
