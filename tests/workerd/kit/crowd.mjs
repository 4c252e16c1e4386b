// Tables as they are after years: thousands of rows in each.

/** So many rows, or some millions, are made in one statement each. */
const MOST_AT_ONCE = 100_000;

/**
 * Gives each table that grows `rows` rows more: users, clients that registered themselves, sessions, grants, spent ids,
 * ended sessions, devices that ask, clients that want to hear of them, today's attempts, events, and token families. The events all concern the user with
 * the id `user`, and the families belong to that user and the client with the id `client`, so whatever goes through those of one user
 * or one client meets all. `families`: so many families, if not `rows`.
 */
export async function fill(db, rows, { user, client, families = rows }) {
  for (let from = 0; from < Math.max(rows, families); from += MOST_AT_ONCE) {
    const upTo = (most) => {
      const to = Math.min(most, from + MOST_AT_ONCE);
      return `WITH RECURSIVE numbers (n) AS (SELECT ${from + 1} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${to})`;
    };
    if (from < families) await db.prepare(`${upTo(families)} ${FAMILIES}`).bind(client, user).run();
    if (from >= rows) continue;
    for (const insert of INSERTS) await db.prepare(`${upTo(rows)} ${insert}`).run();
    await db.prepare(`${upTo(rows)} ${EVENTS}`).bind(client, user).run();
  }
}

const LATER = "unixepoch() + 2000000";

const INSERTS = [
  `INSERT INTO users (id, username, username_folded, password_hash, created_at) SELECT 'u' || n, 'crowd-' || n, 'crowd-' || n, 'x', 0 FROM numbers`,
  `INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method, first_party, created_at,
    registered_by, registration_id) SELECT 'c' || n, 'Client ' || n, '[]', '', '[]', 'none', 0, unixepoch(), 'itself', 'r' || n
    FROM numbers`,
  `INSERT INTO sessions (user_id, id, hash, authenticated_at, expires_at) SELECT 'u' || n, 's' || n, 'h' || n, 0, ${LATER} FROM numbers`,
  `INSERT INTO grants (user_id, client_id, registration_id, scope, granted_at) SELECT 'u' || n, 'c' || n, 'r' || n, '', 0 FROM numbers`,
  `INSERT INTO spent_ids (id, expires_at) SELECT 'i' || n, ${LATER} FROM numbers`,
  `INSERT INTO ended_sessions (id, expires_at) SELECT 'e' || n, ${LATER} FROM numbers`,
  `INSERT INTO attempts (day, key, level, at) SELECT unixepoch() / 86400, 'form:' || n, 1, unixepoch() FROM numbers`,
  `INSERT INTO device_grants (device_code, user_code, client_id, form, agent, asked_at, expires_at)
    SELECT 'd' || n, 'u' || n, 'c' || n, '', '', 0, ${LATER} FROM numbers`,
  `INSERT INTO session_clients (session_id, client_id, user_id, subject) SELECT 's' || n, 'c' || n, 'u' || n, '' FROM numbers`,
];

const FAMILIES = `INSERT INTO token_families (id, client_id, registration_id, user_id, scope, authenticated_at, generation,
  rotated_at, expires_at, session_id, ends_with)
  SELECT hex(randomblob(16)), clients.id, clients.registration_id, ?2, 'openid', 0, 1, unixepoch(), ${LATER}, 's' || n, 's' || n
  FROM numbers, clients WHERE clients.id = ?1`;

const EVENTS = `INSERT INTO events (id, at, kind, count, request, user_id, client_id)
  SELECT printf('%010d.%016x.0', unixepoch() - n, n), unixepoch() - n, 'signed_in', 1, printf('%016x', n), ?2, ?1 FROM numbers`;
