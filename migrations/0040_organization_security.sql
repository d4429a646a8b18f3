-- What an organization asks of how its members sign in (worker/src/security/). It stands on the organization's row, which each proof reads anyway.
ALTER TABLE organizations ADD COLUMN sign_in_ways TEXT;                            -- each with a blank on both sides: ' passkey provider:okta '; NULL: any way
ALTER TABLE organizations ADD COLUMN session_ms INTEGER CHECK (session_ms > 0);   -- how long ago a sign-in may be; NULL: as long as the session lasts
ALTER TABLE organizations ADD COLUMN security_version INTEGER NOT NULL DEFAULT 0; -- counts the changes of both
