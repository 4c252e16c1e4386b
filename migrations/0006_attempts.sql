-- What strangers have tried: leaky buckets, forms that are used up, and the day's one counter of all rows
-- that strangers can cause. The day comes first in the key, so that what nobody needs any more is
-- one range. A new table: the migration writes no row.
CREATE TABLE attempts (
  day   INTEGER NOT NULL, -- days since 1970-01-01, by the clock of the database
  key   TEXT    NOT NULL, -- src/store/attempts.rs lists the kinds
  level REAL    NOT NULL, -- of the bucket at that time; of the counter, how many there were
  at    INTEGER NOT NULL,
  PRIMARY KEY (day, key)
) STRICT, WITHOUT ROWID;
