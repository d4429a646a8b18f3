-- A project is offered to another organization, which accepts it or not; for a while the first one can take it back.
CREATE TABLE project_offers (
  id                   TEXT PRIMARY KEY,
  project_id           TEXT NOT NULL REFERENCES projects (id),
  name                 TEXT NOT NULL,      -- of the project, when it was offered or, later, accepted
  from_organization_id TEXT NOT NULL REFERENCES organizations (id),
  target               TEXT NOT NULL,      -- slug or ID as it was typed: all that whoever offers is told
  to_organization_id   TEXT REFERENCES organizations (id), -- what that was at this moment; NULL: nothing, so nobody can accept
  state                TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn', 'expired', 'taken_back')),
  offered_by           TEXT NOT NULL REFERENCES users (id),
  offered_at           INTEGER NOT NULL,
  expires_at           INTEGER NOT NULL,
  decided_by           TEXT REFERENCES users (id),
  decided_at           INTEGER,
  take_back_until      INTEGER CHECK ((take_back_until IS NOT NULL) = (state IN ('accepted', 'taken_back'))),
  CHECK (from_organization_id IS NOT to_organization_id)
) STRICT, WITHOUT ROWID;
-- One open offer of a project.
CREATE UNIQUE INDEX project_offers_open ON project_offers (project_id) WHERE state = 'open';
CREATE INDEX project_offers_to ON project_offers (to_organization_id, id) WHERE state = 'open';
CREATE INDEX project_offers_returnable ON project_offers (from_organization_id, take_back_until) WHERE state = 'accepted';
CREATE INDEX project_offers_accepted ON project_offers (project_id, take_back_until) WHERE state = 'accepted';
CREATE INDEX project_offers_made ON project_offers (from_organization_id, offered_at);
CREATE INDEX project_offers_by_age ON project_offers (expires_at);
-- For the foreign keys.
CREATE INDEX project_offers_by_project ON project_offers (project_id);
CREATE INDEX project_offers_by_target ON project_offers (to_organization_id);
CREATE INDEX project_offers_by_offerer ON project_offers (offered_by);
CREATE INDEX project_offers_by_decider ON project_offers (decided_by);

-- Invites that another batch may have to keep after all, because what was to replace them found no seat.
CREATE INDEX invites_expired ON invites (organization_id, decided_at) WHERE state = 'expired';

ALTER TABLE guards ADD COLUMN project_offer INTEGER CONSTRAINT guard_project_offer CHECK (project_offer = 1);
ALTER TABLE guards ADD COLUMN offer_limit INTEGER CONSTRAINT guard_offer_limit CHECK (offer_limit = 1);
ALTER TABLE guards ADD COLUMN returnable INTEGER CONSTRAINT guard_returnable CHECK (returnable = 1);
ALTER TABLE guards ADD COLUMN already_member INTEGER CONSTRAINT guard_already_member CHECK (already_member = 1);
