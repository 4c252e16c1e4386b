-- The sweep asks whether anybody allowed something only for clients that nobody vouches for. A yes for a client of the
-- owner needs no entry in the index then, and a first sign-in writes one row less.
DROP INDEX grants_of_client;
CREATE INDEX grants_of_strangers ON grants (client_id) WHERE client_revision IS NOT NULL;
