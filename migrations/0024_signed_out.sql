-- Signing out everywhere else: one change to the user's row ends every earlier session, and the tokens that last only as long.
-- The version before does not know of it. Writes no row.

ALTER TABLE users ADD COLUMN signed_out_at INTEGER NOT NULL DEFAULT 0; -- when
ALTER TABLE users ADD COLUMN signed_out_in TEXT; -- the session that stayed
