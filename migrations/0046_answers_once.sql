-- Nobody has used the key: it is looked at before the effects, and the answer is written once, behind them (worker/src/idempotency.rs).
ALTER TABLE guards ADD COLUMN answered INTEGER CONSTRAINT guard_answered CHECK (answered = 1);
