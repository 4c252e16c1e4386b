// Makes dumps.sql: the rows of a database that had each migration, one section after the other. A section that is there stays as
// it is, so this adds those of new migrations only: write rows for the new tables and columns below, and run
//
//   node tests/native/upgrade/dumps.mjs
//
// A section has the tables that differ from those of the section before. Its title has the SHA-256 of the migration: once it is
// released, a migration is not edited.

import { argon2Sync, createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

const here = import.meta.dirname;
const file = path.join(here, "dumps.sql");
const folder = path.join(here, "..", "..", "..", "migrations");
const hash = (text) => createHash("sha256").update(text).digest("base64url");

/** The password "password", at the least cost that the server accepts. */
const bare = (bytes) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
const nonce = Buffer.from("0123456789abcdef");
const PASSWORD = `$argon2id$v=19$m=7168,t=5,p=1$${bare(nonce)}$${bare(argon2Sync("argon2id", { message: "password", nonce, memory: 7168, passes: 5, parallelism: 1, tagLength: 32 }))}`;
/** In 2033. */
const LATER = 2_000_000_000;

/** What was written after each migration: by the number of it. */
const WRITTEN = {
  "0001": `
    INSERT INTO users VALUES ('person-1', 'person', 'person@example.com', 'A Person', '${PASSWORD}', 5, 6), ('other-1', 'Ötherin', NULL, NULL, '${PASSWORD}', 7, 0);
    INSERT INTO clients VALUES ('app', 'App', '["https://app.example/callback"]', 'notes:read', '["authorization_code","refresh_token"]', 'client_secret_basic', '${hash("secret")}', 0, 10, 'r1'),
      ('public', 'SPA', '["https://spa.example/callback"]', 'notes:read', '["authorization_code"]', 'none', NULL, 0, 12, 'r3');
    INSERT INTO sessions VALUES ('cookie', 'person-1', 1799999000, ${LATER});
    INSERT INTO grants VALUES ('person-1', 'app', 'notes:read', 30), ('other-1', 'public', 'notes:read', 31);
    INSERT INTO token_families VALUES ('live', 'app', 'person-1', 'notes:read', 1799999000, 3, 1799999900, ${LATER}, NULL), ('revoked', 'public', 'other-1', '', 43, 1, 44, ${LATER}, 46),
      ('Another', 'app', 'other-1', 'notes:read', 43, 1, 1799999900, ${LATER}, NULL), ('Quite', 'public', 'person-1', 'notes:read', 43, 1, 44, ${LATER}, NULL);
    INSERT INTO signing_keys VALUES (1, 'kid', '{}', 'sealed', 50);`,
  "0002": `
    INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method, first_party, jwks, registered_by, created_at) VALUES
      ('keyed', 'Keyed', '[]', 'notes:read', '[]', 'private_key_jwt', 0, '{"keys":[]}', 'owner', 60), ('itself', 'Itself', '[]', 'profile notes:read', '[]', 'none', 0, NULL, 'itself', 61);
    INSERT INTO grants (user_id, client_id, scope, granted_at, client_revision) VALUES ('person-1', 'itself', 'notes:read', 62, 'r9');
    INSERT INTO token_families (id, client_id, user_id, scope, resources, dpop_jkt, bound_generation, authenticated_at, generation, rotated_at, expires_at) VALUES
      ('bound', 'public', 'person-1', 'notes:read', 'https://api.example', 'thumbprint', 1, 63, 2, 64, ${LATER});
    INSERT INTO spent_ids VALUES ('jti:one', ${LATER});`,
  "0003": `INSERT INTO signing_keys VALUES ('old', 'RS256', 1, '{}', '', 70, 71, 72, 73);`,
  "0004": `
    INSERT INTO users (id, username, email, name, password_hash, created_at, claims, pairwise_salt) VALUES ('third-1', 'third', 'Third@Example.com', 'Third', '${PASSWORD}', 80, '{"locale":"de"}', 'salt');
    INSERT INTO clients (id, name, redirect_uris, scope, grant_types, token_endpoint_auth_method, first_party, created_at, id_token_signed_response_alg, userinfo_signed_response_alg, sector_identifier,
      default_max_age, post_logout_redirect_uris, backchannel_logout_uri) VALUES ('oidc', 'OIDC', '[]', 'openid', '[]', 'none', 1, 81, 'RS256', 'ES256', 'sector.example', 600, '["https://oidc.example/"]', 'https://oidc.example/out');
    INSERT INTO sessions (hash, user_id, id, authenticated_at, expires_at) VALUES ('cookie', 'third-1', 'session-third', 1799999000, ${LATER});
    INSERT INTO grants (user_id, client_id, scope, granted_at, claims) VALUES ('third-1', 'oidc', 'openid', 82, 'email');
    INSERT INTO token_families (id, client_id, user_id, scope, subject, claims, session_id, authenticated_at, generation, rotated_at, expires_at) VALUES
      ('with-session', 'oidc', 'third-1', 'openid', 'pairwise', '{}', 'session-third', 83, 1, 84, ${LATER});`,
  "0005": `
    UPDATE users SET credential_version = 2 WHERE id = 'other-1';
    INSERT INTO ended_sessions VALUES ('over', ${LATER}, ${LATER});
    INSERT INTO session_clients VALUES ('session-third', 'oidc', 'third-1', 'pairwise');
    INSERT INTO sweep_progress VALUES ('sessions', 'a', 'b');`,
  "0006": `INSERT INTO attempts VALUES (20000, 'programs', 1.5, 90);`,
  "0007": `UPDATE clients SET access_token_lifetime = 300, refresh_token_idle_lifetime = 5000000, session_lifetime = 3600, without_nonce = 1 WHERE id = 'oidc';`,
  "0008": `INSERT INTO users (id, username, password_hash, created_at, username_folded) VALUES ('folded-1', 'Straße', '${PASSWORD}', 95, 'strasse');`,
  "0014": `INSERT INTO token_families (id, client_id, registration_id, user_id, credential_version, ends_with, scope, session_id, authenticated_at, generation, rotated_at, expires_at)
      SELECT 'ends', 'oidc', registration_id, 'third-1', 1, 'session-third', 'openid', 'session-third', 96, 1, 97, ${LATER} FROM clients WHERE id = 'oidc';`,
  "0017": `INSERT INTO passkeys VALUES ('credential', 'third-1', 'auth.example', 'Laptop', '{}', 'ES256', 3, 1, 1, '${"0".repeat(32)}', 100, 101, 102, 'request');`,
  "0018": `INSERT INTO events VALUES ('1800000000.0123456789abcdef.0', 1800000000, 'signed_in', 1, '0123456789abcdef', '203.0.113.0/24', 'person-1', NULL, NULL, NULL, NULL);`,
  "0019": `UPDATE users SET disabled_at = 110 WHERE id = 'other-1'; UPDATE users SET administrator = 1 WHERE id = 'third-1';`,
  "0020": `UPDATE sessions SET last_seen_at = 1800000000, idle_lifetime = 86400, kept = 0, agent = 'Firefox/Linux', place = 'Austin, US' WHERE user_id = 'third-1';`,
  "0021": `INSERT INTO one_time_links VALUES ('link', 'recovery', 'person-1', NULL, 1, ${LATER}, 120), ('invitation', 'invitation', NULL, 'new@example.com', 5, ${LATER}, 121);
    UPDATE users SET unverified_email = 'maybe@example.com' WHERE id = 'folded-1';`,
  "0022": `INSERT INTO user_clients VALUES ('person-1', 'app', 130, 131, 0), ('third-1', 'oidc', 132, 133, 2); UPDATE token_families SET revoked_before = 2 WHERE id = 'ends';`,
  "0024": `UPDATE users SET signed_out_at = 140, signed_out_in = 'session-third' WHERE id = 'third-1';`,
  "0025": `UPDATE clients SET initiate_login_uri = 'https://oidc.example/start' WHERE id = 'oidc';`,
  "0026": `INSERT INTO user_groups VALUES ('group-1', 'staff', '{"role":"staff"}', 150); INSERT INTO group_members VALUES ('person-1', 'group-1');
    UPDATE users SET own_claims = '{"desk":"7"}' WHERE id = 'person-1'; UPDATE clients SET allowed_groups = '["group-1"]' WHERE id = 'keyed'; UPDATE one_time_links SET group_ids = '["group-1"]' WHERE hash = 'invitation';`,
  "0027": `INSERT INTO second_factors VALUES ('third-1', 'sealed', 'label', 60000000, 'hash ', 160, NULL); UPDATE one_time_links SET asks_second_factor = 1 WHERE hash = 'link';`,
  "0029": `INSERT INTO device_sign_ins VALUES ('code', 'browser', 'Firefox/Linux', NULL, 'App', 1799999900, ${LATER}, 'person-1', 1, NULL, NULL);`,
  "0030": `INSERT INTO mail_trouble VALUES (1, 'refused', 170); INSERT INTO mail_codes VALUES ('form', 'browser', 'person-1', 'person@example.com', 'mac', 1, 3, NULL, 1799999900, ${LATER});
    INSERT INTO mail_outbox VALUES (1, 'new@example.com', '["group-1"]', 86400, 3, 171); UPDATE one_time_links SET proves_email = 1 WHERE hash = 'invitation';`,
  "0031": `UPDATE clients SET old_secret_hash = '${hash("secret of before")}', old_secret_ends_at = ${LATER} WHERE id = 'app';`,
  "0032": `INSERT INTO device_grants VALUES ('device-code', 'user-code', 'app', 'scope=notes%3Aread', 'Linux', NULL, 1799999900, ${LATER}, NULL, NULL);`,
  "0033": `INSERT INTO provider_accounts VALUES ('https://accounts.google.com 1', 'google', 'person-1', 'person@example.com', 180); UPDATE sessions SET provider = 'google ', method = 'provider' WHERE user_id = 'third-1';`,
  "0034": `INSERT INTO logos VALUES ('LW5JWG7fCBnZb5qrTTzT-2Yt7oNYS6dlIKqCuxIw-30', 'image/png', 'iVBORw0KGgo=', 190);
    UPDATE clients SET client_uri = 'https://oidc.example/', tos_uri = 'https://oidc.example/terms', logo_uri = 'https://oidc.example/logo.png', logo = 'LW5JWG7fCBnZb5qrTTzT-2Yt7oNYS6dlIKqCuxIw-30' WHERE id = 'oidc';`,
  "0035": `INSERT INTO events (id, at, kind, count, request, user_id, actor, details) VALUES ('2000000000.r.0', 2000000000, 'user_changed', 1, 'r', 'person-1', 'other-1', '{"name":["A","B"]}');`,
  "0036": `INSERT INTO daily_totals VALUES (20833, 5, 4, 3, 2, 1, 1000, 2000, 300, 40, 50, 6, 7); UPDATE server_counts SET count = 1, at = 190 WHERE name = 'sweep';
    INSERT INTO server_counts VALUES ('users', 4, 191, '', 0, ''), ('clients', NULL, NULL, 'oidc', 3, '');
    UPDATE server_counts SET at = 1800003600, position = '1800000000', upto = '1800003600' WHERE name = 'totals';`,
  "0038": `UPDATE clients SET blocked_at = 190 WHERE id = 'keyed';`,
  "0039": `INSERT INTO directory_tokens VALUES ('${hash("token of a directory")}', 'token-1', 'entra', 190, ${LATER}, 20833);
    UPDATE users SET directory = 'entra', directory_place = 1, directory_name = 'person@example.com', external_id = 'e-1', directory_record = '{"userName":"person@example.com"}' WHERE id = 'person-1';
    UPDATE user_groups SET directory = 'entra', directory_place = 1, directory_name = 'Staff', external_id = 'g-1' WHERE id = 'group-1';`,
};

const literal = (value) => (value === null ? "NULL" : typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value));

/** {table: its rows as SQL}. */
function rowsOf(database) {
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name").all().map(({ name }) => name);
  return Object.fromEntries(names.map((name) => {
    const rows = database.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).all();
    return [name, rows.map((row) => `INSERT OR REPLACE INTO ${name} (${Object.keys(row).join(", ")}) VALUES (${Object.values(row).map(literal).join(", ")});`).join("\n")];
  }));
}

function load(database, tables) {
  database.exec("PRAGMA foreign_keys = OFF");
  for (const sql of Object.values(tables)) database.exec(sql);
  database.exec("PRAGMA foreign_keys = ON");
}

let text = existsSync(file) ? readFileSync(file, "utf8") : "";
let tables = {};
let database = new DatabaseSync(":memory:");
for (const name of readdirSync(folder).sort()) {
  const sql = readFileSync(path.join(folder, name), "utf8");
  const title = name.replace(".sql", "");
  const section = text.split("\n-- migration ").find((it) => it.startsWith(`${title} `));
  database.exec(sql);
  if (section === undefined) {
    database.exec(WRITTEN[name.slice(0, 4)] ?? "");
    const now = rowsOf(database);
    const changed = Object.entries(now).filter(([table, rows]) => rows !== tables[table]);
    const gone = Object.keys(tables).filter((table) => now[table] === undefined);
    text += `\n-- migration ${title} ${hash(sql)}\n${changed.map(([table, rows]) => `-- table ${table}\n${rows}\n`).join("")}${gone.map((table) => `-- gone ${table}\n`).join("")}`;
    tables = now;
    continue;
  }
  for (const part of section.split("\n-- ").slice(1)) {
    const [, kind, table, rows] = /^(table|gone) (\w+)\n?([^]*)$/.exec(part);
    if (kind === "gone") delete tables[table];
    else tables[table] = rows.trim();
  }
  for (const table of Object.keys(tables).reverse()) database.exec(`PRAGMA foreign_keys = OFF; DELETE FROM ${table}`);
  load(database, tables);
}
writeFileSync(file, text);
