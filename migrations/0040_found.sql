-- Who uses a client, and what an administrator did, are found in an index each. The first costs a row when somebody signs in to a client for
-- the first time; the second, one for each deed of an administrator.
CREATE INDEX user_clients_of_client ON user_clients (client_id);
CREATE INDEX events_of_actor ON events (actor, id) WHERE actor IS NOT NULL;
