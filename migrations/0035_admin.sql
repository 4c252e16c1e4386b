-- What administrators do.
ALTER TABLE events ADD COLUMN actor TEXT; -- the administrator who did it; no reference, as with the user
ALTER TABLE events ADD COLUMN details TEXT; -- what it changed, from what to what: JSON
