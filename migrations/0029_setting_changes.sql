-- In which version each setting of an environment was changed last, on the environment's own row: what publishes writes that row anyway, so it
-- costs no row more, and the page of the configuration reads it without looking into any version.

-- JSON object: from the key of a setting to the number of a version. A setting that has its default since the first version is not in it, nor one
-- that the schema does not have: so it has at most as many keys as a schema has settings.
ALTER TABLE environments ADD COLUMN changed_in TEXT;
-- The version up to which that is true. Where another one is published, something published that does not know the column (a worker of the
-- version before, during a deployment), and it begins anew with the next version.
ALTER TABLE environments ADD COLUMN changed_to INTEGER;
