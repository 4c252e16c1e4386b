-- What an owner, or a person, may have to look into later: the events that the log tells, for some months.
--
-- The id begins with the time, so the newest and the oldest are found by it. The id of an event with a row of its own continues with
-- the request's id, as in `1800000000.0123456789abcdef.0`. Failures that strangers cause are counted in one row for each hour, kind
-- and user, as in `1799996400-sign_in_failed-<user>`; all that concern nobody who exists share one, with `*`.

CREATE TABLE events (
  id        TEXT    NOT NULL PRIMARY KEY,
  at        INTEGER NOT NULL, -- of those that are counted, the last
  kind      TEXT    NOT NULL,
  count     INTEGER NOT NULL,
  request   TEXT    NOT NULL, -- its id in the log; of those that are counted, the last
  -- What all that are counted in this row have in common:
  address   TEXT,
  user_id   TEXT, -- no reference: what happened stays when the user is removed
  client_id TEXT,
  family    TEXT,
  kid       TEXT,
  reason    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX events_of_user ON events (user_id, id) WHERE user_id IS NOT NULL;
