-- What the list of a person's sessions says of each: where it was used last, and how it began.
ALTER TABLE sessions ADD COLUMN country TEXT;                               -- ISO 3166-1, as the edge saw the client; NULL: nobody knows
ALTER TABLE sessions ADD COLUMN signed_in_by TEXT NOT NULL DEFAULT 'code';  -- how one signed in
