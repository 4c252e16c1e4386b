-- What the administrators' overview shows: small tables, so that the page reads few rows however much is stored. Writes two rows.

-- One row a day (UTC), for 400 days. What happened is added up out of `events`, an hour at a time and once the hour is over.
-- What requests cost is reported by each isolate now and then, so it is about right and never exact.
CREATE TABLE daily_totals (
  day          INTEGER NOT NULL PRIMARY KEY, -- since 1970
  sign_ins     INTEGER NOT NULL DEFAULT 0,
  failures     INTEGER NOT NULL DEFAULT 0,
  refusals     INTEGER NOT NULL DEFAULT 0,
  accounts     INTEGER NOT NULL DEFAULT 0, -- new ones
  apps         INTEGER NOT NULL DEFAULT 0, -- new ones
  requests     INTEGER NOT NULL DEFAULT 0,
  rows_read    INTEGER NOT NULL DEFAULT 0,
  rows_written INTEGER NOT NULL DEFAULT 0,
  kv_reads     INTEGER NOT NULL DEFAULT 0,
  kv_writes    INTEGER NOT NULL DEFAULT 0,
  events_lost  INTEGER NOT NULL DEFAULT 0, -- they could not be written
  reports      INTEGER NOT NULL DEFAULT 0  -- how often isolates reported
) STRICT;

-- What is counted for the whole server. 'users' and 'clients': how many there are, as the hourly event counts them, some at a time.
-- 'sweep': on how many days in a row the sweep did not get done, and when it was last here. 'totals': up to when events were added up.
CREATE TABLE server_counts (
  name     TEXT    NOT NULL PRIMARY KEY,
  count    INTEGER,                     -- NULL: not known yet
  at       INTEGER,                     -- when that was so
  position TEXT    NOT NULL DEFAULT '', -- the last one that was counted since, and for 'totals' before the last step; '': none
  walked   INTEGER NOT NULL DEFAULT 0,  -- how many were counted since
  upto     TEXT    NOT NULL DEFAULT ''  -- for 'totals': the last one that was added up
) STRICT, WITHOUT ROWID;
INSERT INTO server_counts (name, count, at) VALUES ('sweep', 0, unixepoch()), ('totals', 0, NULL);
