-- Signing out everywhere else: one row ends every session of a user that began before, and what lasts only as long.
-- Writes no row.

ALTER TABLE users ADD COLUMN signed_out_at INTEGER NOT NULL DEFAULT 0; -- when
ALTER TABLE users ADD COLUMN signed_out_in TEXT; -- the session that stayed
