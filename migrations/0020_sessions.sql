-- What a session says about itself, and how it ends when nobody uses it. Reads every session once, and writes no row.

ALTER TABLE sessions ADD COLUMN last_seen_at INTEGER NOT NULL DEFAULT 0; -- after the sign-in; written once a day
-- Seconds without a visit. A session from before has a century, until it is seen again.
ALTER TABLE sessions ADD COLUMN idle_lifetime INTEGER NOT NULL DEFAULT 3153600000;
ALTER TABLE sessions ADD COLUMN kept INTEGER NOT NULL DEFAULT 1 -- 0: only as long as the browser runs
  CHECK (kept IN (0, 1));
ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '/'; -- browser and system, as in `Firefox/Linux`
ALTER TABLE sessions ADD COLUMN place TEXT; -- as in `Austin, US`
