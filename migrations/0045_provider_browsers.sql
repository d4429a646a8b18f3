-- What the browser is known by, and the session that it has, when a sign-in at a provider begins: on the way back another site leads it here, so it sends neither.
ALTER TABLE provider_attempts ADD COLUMN device_hash TEXT;  -- SHA-256; NULL: it was not known by anything
ALTER TABLE provider_attempts ADD COLUMN session_hash TEXT; -- SHA-256 of the session's token; NULL: it had none
