-- What a project came with when it was accepted, for the days in which it can be taken back: what the other side adds does not count for whoever may take it back, and the
-- keys that were there go on working, whatever the clocks said when others were made.
ALTER TABLE project_offers ADD COLUMN bytes INTEGER; -- what of it was stored; NULL: not accepted, or before this was noted
ALTER TABLE project_offers ADD COLUMN keys TEXT;     -- IDs of the keys that worked; NULL as well
