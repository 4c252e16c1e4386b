PRAGMA defer_foreign_keys=TRUE;
CREATE TABLE IF NOT EXISTS "d1_migrations"(
		id         INTEGER PRIMARY KEY AUTOINCREMENT,
		name       TEXT UNIQUE,
		applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(1,'0001_schema.sql','2026-11-29 09:17:22');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(2,'0002_endpoints_around.sql','2026-11-29 09:17:24');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(3,'0003_signing_keys.sql','2026-11-29 09:17:27');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(4,'0004_openid_connect.sql','2026-11-29 09:17:29');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(5,'0005_ends.sql','2026-11-29 09:17:31');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(6,'0006_attempts.sql','2026-11-29 09:17:32');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(7,'0007_clients.sql','2026-11-29 09:17:34');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(8,'0008_folded_names.sql','2026-11-29 09:17:36');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(9,'0009_families.sql','2026-11-29 09:17:38');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(10,'0010_families_1.sql','2026-11-29 09:17:39');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(11,'0011_families_2.sql','2026-11-29 09:17:41');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(12,'0012_families_3.sql','2026-11-29 09:17:43');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(13,'0013_families_4.sql','2026-11-29 09:17:45');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(14,'0014_families_done.sql','2026-11-29 09:17:48');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(15,'0015_default_scopes.sql','2026-11-29 09:17:49');
INSERT INTO "d1_migrations" ("id","name","applied_at") VALUES(16,'0016_grants_of_strangers.sql','2026-11-29 09:17:52');
CREATE TABLE users (
  id            TEXT    NOT NULL PRIMARY KEY,
  username      TEXT    NOT NULL COLLATE NOCASE UNIQUE,
  email         TEXT    COLLATE NOCASE UNIQUE,
  name          TEXT,
  password_hash TEXT    NOT NULL, -- PHC string, Argon2id
  created_at    INTEGER NOT NULL,
  password_changed_at INTEGER NOT NULL DEFAULT 0 -- sign-ins before it count no more
, claims TEXT NOT NULL DEFAULT '{}', pairwise_salt TEXT NOT NULL DEFAULT '', credential_version INTEGER NOT NULL DEFAULT 1, username_folded TEXT, email_folded TEXT) STRICT, WITHOUT ROWID;
INSERT INTO "users" ("id","username","email","name","password_hash","created_at","password_changed_at","claims","pairwise_salt","credential_version","username_folded","email_folded") VALUES('1f6efdc9e506eeeee8707653','ada','ada@example.com','Ada Lovelace','$argon2id$v=19$m=19456,t=2,p=1$J4s1fkKX9P7zsjKhq22uzQ$vPj5ajrbLAfmb3gVvz9tOYCLxY3qBH8ACNj2OuzZXT8',1795943907,0,'{"email_verified":true,"given_name":"Ada","locale":"en-GB","updated_at":1795943907}','604C0998B3BB21F225D0208EB3F4345D',1,'ada','ada@example.com');
INSERT INTO "users" ("id","username","email","name","password_hash","created_at","password_changed_at","claims","pairwise_salt","credential_version","username_folded","email_folded") VALUES('2d0112265472ca66e887aebb','bob',NULL,NULL,'$argon2id$v=19$m=19456,t=2,p=1$UlqiNAPrgEMTWQUt64F1Yw$ClB8uO+N4d6BpbJBllFugH5Ae2/9P7Za4YptR8NljO4',1795943944,0,'{"updated_at":1795943944}','922D1A1669F91C81383C73799F1E4DB2',1,'bob',NULL);
INSERT INTO "users" ("id","username","email","name","password_hash","created_at","password_changed_at","claims","pairwise_salt","credential_version","username_folded","email_folded") VALUES('378e7f4f4c305f900614138b','Ünal',NULL,NULL,'$argon2id$v=19$m=19456,t=2,p=1$OMh6eOwkmLJNRI+fdgdHew$0ucCpPJhYMoqHhl52dOjc/UuduoIkRZIZJjoqsJdlm8',1795944076,0,'{"updated_at":1795944076}','F3AD8D8F32E23E5C93A29C72176E8A8D',1,NULL,NULL);
INSERT INTO "users" ("id","username","email","name","password_hash","created_at","password_changed_at","claims","pairwise_salt","credential_version","username_folded","email_folded") VALUES('47a53e86af30c9fdaf08eea9','dave','dave@example.com',NULL,'$argon2id$v=19$m=19456,t=2,p=1$g9Fw1DM4M1NHVzniQaGr6A$Ku9LsvRSah3SVrR/yXw+bvmfXSKv3RGBtCgRk9rIqH0',1795943997,1795944145,'{"updated_at":1795943997}','08382D4F4EC0110D4D7B48E8AE0A7012',2,'dave','dave@example.com');
INSERT INTO "users" ("id","username","email","name","password_hash","created_at","password_changed_at","claims","pairwise_salt","credential_version","username_folded","email_folded") VALUES('7627a2ccac51b9d1636c70ba','Zoë','zoë@bücher.example',NULL,'$argon2id$v=19$m=19456,t=2,p=1$7EG0ZO61ACIdkmRV4Jw48Q$J1aQbwl9m/Ij00M9iRTxDJHMSYS7bIKDGwfq++K2WRE',1795944055,0,'{"updated_at":1795944055}','73450C32BA8C7C5B50E0225E171AD9F5',1,NULL,NULL);
INSERT INTO "users" ("id","username","email","name","password_hash","created_at","password_changed_at","claims","pairwise_salt","credential_version","username_folded","email_folded") VALUES('7f9d2cfcdf9e6c3754412083','ünal',NULL,NULL,'$argon2id$v=19$m=19456,t=2,p=1$NISACMhU1YgWHjrsguw0QA$FgRBz9+zgKkfF7bSPySKdkRn+z1Uvr/T8dijVfHo958',1795944100,0,'{"updated_at":1795944100}','30AA64745A14BA571AFE4791539025DC',1,NULL,NULL);
INSERT INTO "users" ("id","username","email","name","password_hash","created_at","password_changed_at","claims","pairwise_salt","credential_version","username_folded","email_folded") VALUES('8ddba99a2c3a10e6679a8da9','carol','Carol@Example.com',NULL,'$argon2id$v=19$m=19456,t=2,p=1$+IAFv3Pju9Z7BTttNAfWPA$dfxBOSbOC90Nr8/8A4F9ahcMs2CRcAIYEqwunEsW0wY',1795943971,0,'{"updated_at":1795943971}','4F5698C7A889BCB19201DB2D9EBCAA66',1,'carol','carol@example.com');
CREATE TABLE IF NOT EXISTS "clients" (
  id                         TEXT    NOT NULL PRIMARY KEY,
  name                       TEXT    NOT NULL,
  redirect_uris              TEXT    NOT NULL, -- JSON array
  scope                      TEXT    NOT NULL, -- what it may ask for, and gets when it names none
  grant_types                TEXT    NOT NULL, -- JSON array
  token_endpoint_auth_method TEXT    NOT NULL,
  secret_hash                TEXT,             -- NULL for a client without a secret
  first_party                INTEGER NOT NULL CHECK (first_party IN (0, 1)),
  jwks                       TEXT,             -- JSON, a JWK Set
  jwks_uri                   TEXT,
  request_object_signing_alg TEXT,             -- NULL: it sends no request objects
  require_signed_request_object INTEGER NOT NULL DEFAULT 0
    CHECK (require_signed_request_object IN (0, 1)),
  require_pushed_authorization_requests INTEGER NOT NULL DEFAULT 0
    CHECK (require_pushed_authorization_requests IN (0, 1)),
  dpop_bound_access_tokens   INTEGER NOT NULL DEFAULT 0 CHECK (dpop_bound_access_tokens IN (0, 1)),
  introspects                TEXT    NOT NULL DEFAULT '[]', -- JSON array of resource identifiers
  registered_by              TEXT    NOT NULL DEFAULT 'owner'
    CHECK (registered_by IN ('owner', 'itself', 'document')),
  registration_token_hash    TEXT,             -- of a client that registered itself
  created_at                 INTEGER NOT NULL,
  revision                   TEXT    NOT NULL DEFAULT (hex(randomblob(8))), id_token_signed_response_alg TEXT NOT NULL DEFAULT 'ES256'
  CHECK (id_token_signed_response_alg IN ('ES256', 'RS256', 'EdDSA')), userinfo_signed_response_alg TEXT -- NULL: plain JSON
  CHECK (userinfo_signed_response_alg IN ('ES256', 'RS256', 'EdDSA')), sector_identifier TEXT, sector_identifier_uri TEXT, default_max_age INTEGER CHECK (default_max_age >= 0), post_logout_redirect_uris TEXT NOT NULL DEFAULT '[]', backchannel_logout_uri TEXT, without_pkce INTEGER NOT NULL DEFAULT 0
  CHECK (without_pkce IN (0, 1)), refresh_without_offline_access INTEGER NOT NULL DEFAULT 0
  CHECK (refresh_without_offline_access IN (0, 1)), claims_in_id_token INTEGER NOT NULL DEFAULT 0
  CHECK (claims_in_id_token IN (0, 1)), registration_id TEXT NOT NULL DEFAULT '', auth_method_only INTEGER NOT NULL DEFAULT 0
  CHECK (auth_method_only IN (0, 1)), without_nonce INTEGER NOT NULL DEFAULT 0
  CHECK (without_nonce IN (0, 1)), access_token_lifetime INTEGER CHECK (access_token_lifetime > 0), id_token_lifetime INTEGER CHECK (id_token_lifetime > 0), refresh_token_lifetime INTEGER CHECK (refresh_token_lifetime > 0), refresh_token_idle_lifetime INTEGER
  CHECK (refresh_token_idle_lifetime > 0), session_lifetime INTEGER CHECK (session_lifetime > 0),
  CHECK ((secret_hash IS NOT NULL)
    = (token_endpoint_auth_method IN ('client_secret_basic', 'client_secret_post'))),
  CHECK (jwks IS NULL OR jwks_uri IS NULL),
  CHECK (registered_by = 'owner' OR first_party = 0)
) STRICT, WITHOUT ROWID;
INSERT INTO "clients" ("id","name","redirect_uris","scope","grant_types","token_endpoint_auth_method","secret_hash","first_party","jwks","jwks_uri","request_object_signing_alg","require_signed_request_object","require_pushed_authorization_requests","dpop_bound_access_tokens","introspects","registered_by","registration_token_hash","created_at","revision","id_token_signed_response_alg","userinfo_signed_response_alg","sector_identifier","sector_identifier_uri","default_max_age","post_logout_redirect_uris","backchannel_logout_uri","without_pkce","refresh_without_offline_access","claims_in_id_token","registration_id","auth_method_only","without_nonce","access_token_lifetime","id_token_lifetime","refresh_token_lifetime","refresh_token_idle_lifetime","session_lifetime") VALUES('53fd0e0a9cf941f559fdd178','Never used','["https://self.example/callback"]','','["authorization_code","refresh_token"]','client_secret_basic','hxQKz7-dC0Pp9gr0BR1VYf5NoAuDNeSzXniZxko2YjY',0,NULL,NULL,NULL,0,0,0,'[]','itself','B96ffsZjoHsszu2RTbv6rGu1siKaAuT1BhVWk9hzEm4',1795944132,'B253366047F4104A','RS256',NULL,NULL,NULL,NULL,'[]',NULL,0,0,0,'66C9BBE19738655A',0,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" ("id","name","redirect_uris","scope","grant_types","token_endpoint_auth_method","secret_hash","first_party","jwks","jwks_uri","request_object_signing_alg","require_signed_request_object","require_pushed_authorization_requests","dpop_bound_access_tokens","introspects","registered_by","registration_token_hash","created_at","revision","id_token_signed_response_alg","userinfo_signed_response_alg","sector_identifier","sector_identifier_uri","default_max_age","post_logout_redirect_uris","backchannel_logout_uri","without_pkce","refresh_without_offline_access","claims_in_id_token","registration_id","auth_method_only","without_nonce","access_token_lifetime","id_token_lifetime","refresh_token_lifetime","refresh_token_idle_lifetime","session_lifetime") VALUES('8b44830828b172c65adb1582','Itself','["https://self.example/callback"]','openid profile email offline_access notes:read notes:write','["authorization_code","refresh_token"]','none',NULL,0,NULL,NULL,NULL,0,0,0,'[]','itself','EkyMZ3lxnwAZpUYSp4NVVUQC4kxG4ds7nxv688qcq64',1795944132,'E8AFBE6810F310B3','RS256',NULL,NULL,NULL,NULL,'[]',NULL,0,0,0,'9367CDE7C2BCF338',0,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" ("id","name","redirect_uris","scope","grant_types","token_endpoint_auth_method","secret_hash","first_party","jwks","jwks_uri","request_object_signing_alg","require_signed_request_object","require_pushed_authorization_requests","dpop_bound_access_tokens","introspects","registered_by","registration_token_hash","created_at","revision","id_token_signed_response_alg","userinfo_signed_response_alg","sector_identifier","sector_identifier_uri","default_max_age","post_logout_redirect_uris","backchannel_logout_uri","without_pkce","refresh_without_offline_access","claims_in_id_token","registration_id","auth_method_only","without_nonce","access_token_lifetime","id_token_lifetime","refresh_token_lifetime","refresh_token_idle_lifetime","session_lifetime") VALUES('api','The app api','[]','openid profile email offline_access notes:read notes:write','[]','client_secret_basic','tgZLxkZX6ZJv64ugjLYNdKrh06MVh1oADDbXSnOvIG4',0,NULL,NULL,NULL,0,0,0,'["http://localhost:8789"]','owner',NULL,1795944131,'D5C810A96E114BC8','ES256',NULL,NULL,NULL,NULL,'[]',NULL,0,0,0,'1BAD78C0B8B3D887',0,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" ("id","name","redirect_uris","scope","grant_types","token_endpoint_auth_method","secret_hash","first_party","jwks","jwks_uri","request_object_signing_alg","require_signed_request_object","require_pushed_authorization_requests","dpop_bound_access_tokens","introspects","registered_by","registration_token_hash","created_at","revision","id_token_signed_response_alg","userinfo_signed_response_alg","sector_identifier","sector_identifier_uri","default_max_age","post_logout_redirect_uris","backchannel_logout_uri","without_pkce","refresh_without_offline_access","claims_in_id_token","registration_id","auth_method_only","without_nonce","access_token_lifetime","id_token_lifetime","refresh_token_lifetime","refresh_token_idle_lifetime","session_lifetime") VALUES('brief','The app brief','["https://app.example/callback"]','openid profile email offline_access notes:read notes:write','["authorization_code","refresh_token"]','client_secret_basic','7JhMa4ZRgXBOq9G1kPbEHupcF0o5jS68KA1WIFKm9bw',1,NULL,NULL,NULL,0,0,0,'[]','owner',NULL,1795944126,'2CCEF94DFB3DB101','ES256',NULL,NULL,NULL,NULL,'[]',NULL,0,1,0,'CE185C577AF05136',0,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" ("id","name","redirect_uris","scope","grant_types","token_endpoint_auth_method","secret_hash","first_party","jwks","jwks_uri","request_object_signing_alg","require_signed_request_object","require_pushed_authorization_requests","dpop_bound_access_tokens","introspects","registered_by","registration_token_hash","created_at","revision","id_token_signed_response_alg","userinfo_signed_response_alg","sector_identifier","sector_identifier_uri","default_max_age","post_logout_redirect_uris","backchannel_logout_uri","without_pkce","refresh_without_offline_access","claims_in_id_token","registration_id","auth_method_only","without_nonce","access_token_lifetime","id_token_lifetime","refresh_token_lifetime","refresh_token_idle_lifetime","session_lifetime") VALUES('https://client.example/paper.json','Paper','["https://paper.example/callback"]','openid profile email offline_access notes:read notes:write','["authorization_code","refresh_token"]','none',NULL,0,NULL,NULL,NULL,0,0,0,'[]','document',NULL,1795944133,'Pfgt1pNaYXtxsqpaSBrj6SkUrERcynq9UKu4zcfxi8c','RS256',NULL,NULL,NULL,NULL,'[]',NULL,0,0,0,'BDCA7EA4AF368F90',0,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" ("id","name","redirect_uris","scope","grant_types","token_endpoint_auth_method","secret_hash","first_party","jwks","jwks_uri","request_object_signing_alg","require_signed_request_object","require_pushed_authorization_requests","dpop_bound_access_tokens","introspects","registered_by","registration_token_hash","created_at","revision","id_token_signed_response_alg","userinfo_signed_response_alg","sector_identifier","sector_identifier_uri","default_max_age","post_logout_redirect_uris","backchannel_logout_uri","without_pkce","refresh_without_offline_access","claims_in_id_token","registration_id","auth_method_only","without_nonce","access_token_lifetime","id_token_lifetime","refresh_token_lifetime","refresh_token_idle_lifetime","session_lifetime") VALUES('keyed','Test client','["https://app.example/callback"]','openid profile email offline_access notes:read notes:write','["authorization_code","refresh_token"]','private_key_jwt',NULL,0,'{"keys":[{"kty":"EC","x":"Lff9rTjMAc-4aosBF-sG0qCu6Uc7V5IAFTKMbuUaL4o","y":"igmSm2nu5WtdbVjm0kLnt6vuNPxGiZ70Vhhd43mtR70","crv":"P-256","alg":"ES256"}]}',NULL,NULL,0,0,0,'[]','owner',NULL,0,'7E97EB0943BDF128','ES256',NULL,NULL,NULL,NULL,'[]',NULL,0,0,0,'3FB8E0EA1F512298',0,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" ("id","name","redirect_uris","scope","grant_types","token_endpoint_auth_method","secret_hash","first_party","jwks","jwks_uri","request_object_signing_alg","require_signed_request_object","require_pushed_authorization_requests","dpop_bound_access_tokens","introspects","registered_by","registration_token_hash","created_at","revision","id_token_signed_response_alg","userinfo_signed_response_alg","sector_identifier","sector_identifier_uri","default_max_age","post_logout_redirect_uris","backchannel_logout_uri","without_pkce","refresh_without_offline_access","claims_in_id_token","registration_id","auth_method_only","without_nonce","access_token_lifetime","id_token_lifetime","refresh_token_lifetime","refresh_token_idle_lifetime","session_lifetime") VALUES('pair','The app pair','["https://app.example/callback"]','openid profile email offline_access notes:read notes:write','["authorization_code","refresh_token"]','client_secret_basic','gSitz8d3iEUMmbQPzRmOxtU-xnHxoH1raK7OvceT76k',0,NULL,NULL,NULL,0,0,0,'[]','owner',NULL,1795944121,'CEC740C4D5945FF7','RS256',NULL,'app.example',NULL,NULL,'[]',NULL,0,0,0,'09EE6D6C08115E36',0,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" ("id","name","redirect_uris","scope","grant_types","token_endpoint_auth_method","secret_hash","first_party","jwks","jwks_uri","request_object_signing_alg","require_signed_request_object","require_pushed_authorization_requests","dpop_bound_access_tokens","introspects","registered_by","registration_token_hash","created_at","revision","id_token_signed_response_alg","userinfo_signed_response_alg","sector_identifier","sector_identifier_uri","default_max_age","post_logout_redirect_uris","backchannel_logout_uri","without_pkce","refresh_without_offline_access","claims_in_id_token","registration_id","auth_method_only","without_nonce","access_token_lifetime","id_token_lifetime","refresh_token_lifetime","refresh_token_idle_lifetime","session_lifetime") VALUES('post','The app post','["https://app.example/callback"]','openid profile email offline_access notes:read notes:write','["authorization_code","refresh_token"]','client_secret_post','Kfv37ot4YAmtJzMlez50Tfx3TMtLZ6u6XdepZEctjfA',0,NULL,NULL,NULL,0,0,0,'[]','owner',NULL,1795944111,'0C285A3848402608','ES256',NULL,NULL,NULL,NULL,'[]',NULL,0,0,0,'DBFBF4EBBED46A03',1,0,3600,NULL,NULL,NULL,NULL);
INSERT INTO "clients" ("id","name","redirect_uris","scope","grant_types","token_endpoint_auth_method","secret_hash","first_party","jwks","jwks_uri","request_object_signing_alg","require_signed_request_object","require_pushed_authorization_requests","dpop_bound_access_tokens","introspects","registered_by","registration_token_hash","created_at","revision","id_token_signed_response_alg","userinfo_signed_response_alg","sector_identifier","sector_identifier_uri","default_max_age","post_logout_redirect_uris","backchannel_logout_uri","without_pkce","refresh_without_offline_access","claims_in_id_token","registration_id","auth_method_only","without_nonce","access_token_lifetime","id_token_lifetime","refresh_token_lifetime","refresh_token_idle_lifetime","session_lifetime") VALUES('spa','The app spa','["https://app.example/callback"]','openid profile email offline_access notes:read notes:write','["authorization_code","refresh_token"]','none',NULL,0,NULL,NULL,NULL,0,0,0,'[]','owner',NULL,1795944115,'7CB69EF84F6AF8F3','ES256',NULL,NULL,NULL,NULL,'[]',NULL,0,0,0,'32DE4CC2419DCBEB',0,0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "clients" ("id","name","redirect_uris","scope","grant_types","token_endpoint_auth_method","secret_hash","first_party","jwks","jwks_uri","request_object_signing_alg","require_signed_request_object","require_pushed_authorization_requests","dpop_bound_access_tokens","introspects","registered_by","registration_token_hash","created_at","revision","id_token_signed_response_alg","userinfo_signed_response_alg","sector_identifier","sector_identifier_uri","default_max_age","post_logout_redirect_uris","backchannel_logout_uri","without_pkce","refresh_without_offline_access","claims_in_id_token","registration_id","auth_method_only","without_nonce","access_token_lifetime","id_token_lifetime","refresh_token_lifetime","refresh_token_idle_lifetime","session_lifetime") VALUES('web','The app web','["https://app.example/callback"]','openid profile email offline_access notes:read notes:write','["authorization_code","refresh_token"]','client_secret_basic','gENTqWZQFVt_OzHuDZ8l43zT-kZyq3p0JE8Tihuoc8A',0,NULL,NULL,NULL,0,0,0,'[]','owner',NULL,1795944105,'F04102127AC7A706','ES256',NULL,NULL,NULL,NULL,'["https://app.example/"]','https://app.example/ended',0,0,0,'9D6F16D4C3DA2E02',0,0,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE spent_ids (
  id         TEXT    NOT NULL PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "spent_ids" ("id","expires_at") VALUES('assertion:sLcUTyfAe1UQ8JO9ZHDcSzXwAbEWq_tDBVRmKE12ZvA',1795944193);
INSERT INTO "spent_ids" ("id","expires_at") VALUES('proof:f9mRihOQrfcE0VXsMbUVGbKr8DZ5VGGQaIxXasIbNjE',1795944435);
INSERT INTO "spent_ids" ("id","expires_at") VALUES('token:cjDRmasHUOsenrv3NIHjACc7NNodakhNU2oLfLQcRV4',1795944735);
CREATE TABLE IF NOT EXISTS "signing_keys" (
  kid             TEXT    NOT NULL PRIMARY KEY,
  algorithm       TEXT    NOT NULL CHECK (algorithm IN ('ES256', 'RS256', 'EdDSA')),
  sequence        INTEGER NOT NULL, -- the first to insert a number has made that key; everyone else uses it
  public_jwk      TEXT    NOT NULL, -- JSON
  private_key     TEXT    NOT NULL, -- PKCS #8, sealed under EDGEGRANT_SECRET; '' once it is destroyed
  created_at      INTEGER NOT NULL,
  signs_from      INTEGER NOT NULL,
  rotate_asked_at INTEGER,          -- the owner wants a successor, which only the Worker can make
  revoked_at      INTEGER,
  UNIQUE (algorithm, sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO "signing_keys" ("kid","algorithm","sequence","public_jwk","private_key","created_at","signs_from","rotate_asked_at","revoked_at") VALUES('BKl-vJfPRKc54gqG8Q4gcXo6Sryi-lkP9C1f9WMSa3Y','RS256',1,'{"alg":"RS256","e":"AQAB","kid":"BKl-vJfPRKc54gqG8Q4gcXo6Sryi-lkP9C1f9WMSa3Y","kty":"RSA","n":"xo67ncxg89tmaC9QIhcvGDn3b0G4BhGXdP6KznLZcBnDoB83-fXC1b2oyGuqZckAkPSO1tW8H5xqVGN3EgpKwnnBj3PF7xfETziXFBHvLa0H6hl8bcAfiim7EIeXZBDTfAMBZ8FRDiDYE5J8UM56KwZzeBjgVtIFpyjKbYxVacfUBzTN8e8fTuL7Pc04WMWiKiMhiaz5cBBwIh0ajhxpDjsXd5D86meOEztZUnGmXqDNqufu1QHgeo0crNQCQKwTLqwEHE-iFqDTRCZJ-JFJXmGGKNikrd_IX7kCXVSj2mWSqpAve7NunJHJvA69CnhehQkmqM52ikHZB2HQHfloqw","use":"sig"}','5m078ImWj44PgxdoRKk1kU/bnxCfYXOVyXV3Dmh5k9cJeeDi2et/0Q5tU/WTNJzM33G4ZwU04RjvC0ZcVFb0v/w0z05iMK3QjbT4kvvPrtoxYaEzdeS9QfpToakmHFz9GqtdYmNdGQJNgeJjzoPuXhPHXo7mYHW530XTk/LmelXess8NJX4kl36YdDIGs5j72rGmnk0ubDaEhSHFF3kzwSQYzHQfx0EQapxBI7Z6ibsN3+3xjEneJAjKui3vnpOKsgiEt4rm5J0OTQ9AxytdTevx4iG3ja+2ZJ6T5XQMmwo0cAvPaj6VTOVFYFq1RraD47QwM7B9YxOd9l2CKP7TEKyFyR1wmvg1bU8bmE9lIF6tXbVYbiJPHi8s3FyuF8dKQZY8hjPtvkbgHoK9cZ72inmaA7Dd36jlBF8B7PSDVZjvBVZvfyCQHRVV6DBEYEWYTphjyAMSed4FeErJVQlNLf0dKyaTYf24Yzq9aoUqgv1NsT8RsH79qAjYV11HAH0b6M5ByVqWnx+hYSqF4xJQ8hQHUIDKiwpQR/q9ouC6S0yZfSVE3ujpYHkf229nCF9iSkIu//kPksRHEtkVQDJVQaLiefL/NBZYYQ/DtCFrsliOTAovkjUw6dtsUATLizXSUkErcX2D3FUi1nwLFr6EZGbhBo6jzr3af4QIpcHVhYZV4zKq1X52fm0QjB0hrEm/0kxijnb58IeigWX+97a7t4UqzLZo/phvwbSgcuY7L3+7I5ivdLctsPsQPjs9guG83+Hsh7ftLw3J7JF5YPr/uch+FHyNnIhWSyRnFAJytzjm3M7jKGxuMLiGkO7/lE70PLd/2tqYVPpIz+oft4fmWJQgPcWb7b5siCCSSBqYkgoft0Z9r+AJWvfDH7ABKEEhgeTh96797UoTchkltrrmbv1NPwSbqOkvJI2uFM9Uk2HR+JTPHQshPwHYiF5qkrOA4FGGaE81pJ5t0rIGtAAEHxmh+FUSUT6nzav40uRfikaOA69I1NZdDey3R3kkxqmTbPoHjgPOd/0umO0St8jxdOilQAepgui/aT+siRo2DU6b4N+JkAzkCX2/7QkanpJlmXaMhPAGsdjsiO/GZbdY0zGwDKLSIKbTCZvcfP7bgdv2vrLClqy2545Zjrltbk5ipjzyZe2TM210QgjkYG36uB91PgeTYvY0YDqVNpww5pWDhhQw61q2PKW/49s9zi16FE5hnVQB8oTwFin3WCJVj4a8NuO7C+qHzal/i5vgq+5Wo+5OxMAjaHec6Q15JcUf13o/F6+saOeLwx/v08PuVBMC+zMi/QQPapwqwAb1BBN9y3R+MqvAffSrntmYfOHMWZD1Oo54dwqdPRz6EotaQvxIuwfyoZAD4n6BdDfh2ojYegJd/TvRXjfg1FS51Y1SCzQ618bia1Kbfr5udA4XHZvaFg97V+mrZv7tHta/x3bT6vleBJgmeGi6YQj/acYwr6G0MLCAtd5byOilEmGnDOXUzJgzjSenwdjAur3+Sm46RyhurMacKW9cUg4HoW/pIyBw5QDzOerOUg2HWHHe+8bxQ3f43ERNnlUO/bx2vawVtdAxIyMum6YyzmCXYom29BRrzPrRiVqyRbPcyaua0sqoP2aVRRkjmLTo2osSloRqTSoOsU2VLz+75JzAPA==',1795944132,1795944132,NULL,NULL);
INSERT INTO "signing_keys" ("kid","algorithm","sequence","public_jwk","private_key","created_at","signs_from","rotate_asked_at","revoked_at") VALUES('NYmaUQ7ZR2lDDmP6PRTN_OmWgoe2ZaQRTRQJWHuHLT0','ES256',1,'{"alg":"ES256","crv":"P-256","kid":"NYmaUQ7ZR2lDDmP6PRTN_OmWgoe2ZaQRTRQJWHuHLT0","kty":"EC","use":"sig","x":"VwlC5ISCCr9FiJWE_4s-bT18YIjatwOAZBAngwILrt8","y":"ItQKDUl5ujUxUSEFumivxxHHc2NhVolaNwUp6qZSDC8"}','DLjOR6JJUlwNvZ+yJ1dWpsCQghHgmqF4tlHCRLsnPz5t2HIDVyr5lD7LMAsQLSQI+rE+YUqCpWEgQAEJ0mYxnjO2vdnxbYR1CwqRFgCZn4os2KLfgDmnGUVHAS54mh6m7iTgP28gkHnjerlBSptOtdbU8RA2zOe3V6HeD1iy4zcgY2LMO1I0iYy3YhenaW1N2ZXPf5gf5LT664F8M5GAWcGOx+677g==',1795944132,1795944132,1795944158,NULL);
CREATE TABLE IF NOT EXISTS "sessions" (
  user_id            TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  id                 TEXT    NOT NULL,
  hash               TEXT    NOT NULL,
  authenticated_at   INTEGER NOT NULL,
  expires_at         INTEGER NOT NULL,
  credential_version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (user_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO "sessions" ("user_id","id","hash","authenticated_at","expires_at","credential_version") VALUES('1f6efdc9e506eeeee8707653','PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI','rHG1JBB_uKZiv71SeuutF_BurttTGbJfo1Bxjwcz2ws',1795944132,1797153732,1);
INSERT INTO "sessions" ("user_id","id","hash","authenticated_at","expires_at","credential_version") VALUES('2d0112265472ca66e887aebb','DwebcRgRsfjTqzg8dPnZPGesERGBEpoeSLNdTPbIZYc','rHG1JBB_uKZiv71SeuutF_BurttTGbJfo1Bxjwcz2ws',1795944133,1797153733,1);
INSERT INTO "sessions" ("user_id","id","hash","authenticated_at","expires_at","credential_version") VALUES('47a53e86af30c9fdaf08eea9','qOAWPty9lGKlSJ66kpWsm74pmGAwOPohO0E5DcEyBv8','R_bZ25iieA5rZ-6YOSUNbXf9yEmDNZTBplKpsQtKXd0',1795944134,1797153734,1);
INSERT INTO "sessions" ("user_id","id","hash","authenticated_at","expires_at","credential_version") VALUES('8ddba99a2c3a10e6679a8da9','e7GoY8G14iELs2bP1q-0PlrK8e1mj7jTnlh5038pUyk','p55SYZFu_kQ2-ROdgoZ_bKyKCDOmh9l3XFuMr-mdYeE',1795944134,1797153734,1);
CREATE TABLE ended_sessions (
  id           TEXT    NOT NULL PRIMARY KEY,
  expires_at   INTEGER NOT NULL, -- when nothing of the session can be left
  notify_until INTEGER           -- clients are still to be told, until then; NULL: none
) STRICT, WITHOUT ROWID;
INSERT INTO "ended_sessions" ("id","expires_at","notify_until") VALUES('aEf1CL8GG2BzK7RbiJXnMfSofSWKD-f10flwIHx00Zo',1830504135,1796203335);
CREATE TABLE session_clients (
  session_id TEXT NOT NULL,
  client_id  TEXT NOT NULL,
  user_id    TEXT NOT NULL,
  subject    TEXT NOT NULL, -- the user, as the client knows them
  PRIMARY KEY (session_id, client_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "session_clients" ("session_id","client_id","user_id","subject") VALUES('170PwXJwMZ6az7jl7zSFea-p7hs2P9Bh-WXHH0Qe11k','web','c4843a2c6ee9153b2b265a19','c4843a2c6ee9153b2b265a19');
INSERT INTO "session_clients" ("session_id","client_id","user_id","subject") VALUES('PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI','web','1f6efdc9e506eeeee8707653','1f6efdc9e506eeeee8707653');
INSERT INTO "session_clients" ("session_id","client_id","user_id","subject") VALUES('aEf1CL8GG2BzK7RbiJXnMfSofSWKD-f10flwIHx00Zo','web','2d0112265472ca66e887aebb','2d0112265472ca66e887aebb');
INSERT INTO "session_clients" ("session_id","client_id","user_id","subject") VALUES('e7GoY8G14iELs2bP1q-0PlrK8e1mj7jTnlh5038pUyk','web','8ddba99a2c3a10e6679a8da9','8ddba99a2c3a10e6679a8da9');
INSERT INTO "session_clients" ("session_id","client_id","user_id","subject") VALUES('qOAWPty9lGKlSJ66kpWsm74pmGAwOPohO0E5DcEyBv8','web','47a53e86af30c9fdaf08eea9','47a53e86af30c9fdaf08eea9');
CREATE TABLE IF NOT EXISTS "grants" (
  user_id         TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  client_id       TEXT    NOT NULL,
  registration_id TEXT    NOT NULL DEFAULT '', -- of the client then; '': whichever it has
  scope           TEXT    NOT NULL,
  granted_at      INTEGER NOT NULL,
  client_revision TEXT, -- what the client was then, if nobody vouches for it
  claims          TEXT    NOT NULL DEFAULT '', -- names, space-separated
  PRIMARY KEY (user_id, client_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "grants" ("user_id","client_id","registration_id","scope","granted_at","client_revision","claims") VALUES('1f6efdc9e506eeeee8707653','8b44830828b172c65adb1582','9367CDE7C2BCF338','openid profile email offline_access http://localhost:8789#notes:read http://localhost:8789#notes:write',1795944133,'E8AFBE6810F310B3','');
INSERT INTO "grants" ("user_id","client_id","registration_id","scope","granted_at","client_revision","claims") VALUES('1f6efdc9e506eeeee8707653','keyed','3FB8E0EA1F512298','openid profile email offline_access http://localhost:8789#notes:read http://localhost:8789#notes:write',1795944133,NULL,'');
INSERT INTO "grants" ("user_id","client_id","registration_id","scope","granted_at","client_revision","claims") VALUES('1f6efdc9e506eeeee8707653','pair','09EE6D6C08115E36','openid profile email offline_access http://localhost:8789#notes:read http://localhost:8789#notes:write',1795944133,NULL,'');
INSERT INTO "grants" ("user_id","client_id","registration_id","scope","granted_at","client_revision","claims") VALUES('1f6efdc9e506eeeee8707653','spa','32DE4CC2419DCBEB','openid profile email offline_access http://localhost:8789#notes:read http://localhost:8789#notes:write',1795944135,NULL,'');
INSERT INTO "grants" ("user_id","client_id","registration_id","scope","granted_at","client_revision","claims") VALUES('1f6efdc9e506eeeee8707653','web','9D6F16D4C3DA2E02','openid profile email offline_access http://localhost:8789#notes:read http://localhost:8789#notes:write',1795944132,NULL,'');
INSERT INTO "grants" ("user_id","client_id","registration_id","scope","granted_at","client_revision","claims") VALUES('2d0112265472ca66e887aebb','post','DBFBF4EBBED46A03','openid profile email offline_access http://localhost:8789#notes:read http://localhost:8789#notes:write',1795944133,NULL,'');
INSERT INTO "grants" ("user_id","client_id","registration_id","scope","granted_at","client_revision","claims") VALUES('2d0112265472ca66e887aebb','web','9D6F16D4C3DA2E02','openid',1795944135,NULL,'');
INSERT INTO "grants" ("user_id","client_id","registration_id","scope","granted_at","client_revision","claims") VALUES('47a53e86af30c9fdaf08eea9','web','9D6F16D4C3DA2E02','openid profile email offline_access http://localhost:8789#notes:read http://localhost:8789#notes:write',1795944134,NULL,'');
INSERT INTO "grants" ("user_id","client_id","registration_id","scope","granted_at","client_revision","claims") VALUES('8ddba99a2c3a10e6679a8da9','https://client.example/paper.json','BDCA7EA4AF368F90','openid profile email offline_access http://localhost:8789#notes:read http://localhost:8789#notes:write',1795944133,'Pfgt1pNaYXtxsqpaSBrj6SkUrERcynq9UKu4zcfxi8c','');
INSERT INTO "grants" ("user_id","client_id","registration_id","scope","granted_at","client_revision","claims") VALUES('8ddba99a2c3a10e6679a8da9','spa','32DE4CC2419DCBEB','openid profile email offline_access http://localhost:8789#notes:read http://localhost:8789#notes:write',1795944134,NULL,'');
INSERT INTO "grants" ("user_id","client_id","registration_id","scope","granted_at","client_revision","claims") VALUES('8ddba99a2c3a10e6679a8da9','web','9D6F16D4C3DA2E02','openid profile email offline_access http://localhost:8789#notes:read http://localhost:8789#notes:write',1795944134,NULL,'');
CREATE TABLE sweep_progress (
  name     TEXT NOT NULL PRIMARY KEY,
  position TEXT NOT NULL, -- the part begins after this key
  upto     TEXT           -- and ends with this one; NULL: with the table
) STRICT, WITHOUT ROWID;
INSERT INTO "sweep_progress" ("name","position","upto") VALUES('clients','',NULL);
INSERT INTO "sweep_progress" ("name","position","upto") VALUES('ended_sessions','',NULL);
INSERT INTO "sweep_progress" ("name","position","upto") VALUES('grants','',NULL);
INSERT INTO "sweep_progress" ("name","position","upto") VALUES('session_clients','',NULL);
INSERT INTO "sweep_progress" ("name","position","upto") VALUES('sessions','',NULL);
INSERT INTO "sweep_progress" ("name","position","upto") VALUES('spent_ids','',NULL);
INSERT INTO "sweep_progress" ("name","position","upto") VALUES('token_families','',NULL);
CREATE TABLE attempts (
  day   INTEGER NOT NULL, -- days since 1970-01-01, by the clock of the database
  key   TEXT    NOT NULL, -- src/store/attempts.rs lists the kinds
  level REAL    NOT NULL, -- of the bucket at that time; of the counter, how many there were
  at    INTEGER NOT NULL,
  PRIMARY KEY (day, key)
) STRICT, WITHOUT ROWID;
INSERT INTO "attempts" ("day","key","level","at") VALUES(20786,'address:unknown',6.783333333333333,1795944158);
INSERT INTO "attempts" ("day","key","level","at") VALUES(20786,'form:j58HAoXvLcSiZijZ5myr9R49RAxkIECsbXoR-1qmhxc',1,1795944158);
INSERT INTO "attempts" ("day","key","level","at") VALUES(20786,'guesses',28,1795944158);
INSERT INTO "attempts" ("day","key","level","at") VALUES(20786,'login:1656',1.9722222222222223,1795944158);
INSERT INTO "attempts" ("day","key","level","at") VALUES(20786,'login:356e',1.998888888888889,1795944134);
INSERT INTO "attempts" ("day","key","level","at") VALUES(20786,'login:3617',1,1795944133);
INSERT INTO "attempts" ("day","key","level","at") VALUES(20786,'login:4b8f',1,1795944134);
INSERT INTO "attempts" ("day","key","level","at") VALUES(20786,'login:83a6',1,1795944132);
INSERT INTO "attempts" ("day","key","level","at") VALUES(20786,'programs',18,1795944132);
CREATE TABLE IF NOT EXISTS "token_families" (
  id                 TEXT    NOT NULL PRIMARY KEY,
  client_id          TEXT    NOT NULL,
  registration_id    TEXT    NOT NULL DEFAULT '', -- of the client then; '': whichever it has
  user_id            TEXT    NOT NULL,
  credential_version INTEGER NOT NULL DEFAULT 1,  -- of the user, when they signed in
  ends_with          TEXT,                        -- the session that it ends with; NULL: it outlives it
  scope              TEXT    NOT NULL,
  resources          TEXT    NOT NULL DEFAULT '', -- space-separated; none means all that define the scope
  dpop_jkt           TEXT,                        -- thumbprint of the first key that was proved
  bound_generation   INTEGER,                     -- of the first refresh token that is bound to it
  subject            TEXT,                        -- `sub` of its tokens; NULL: the user's id
  claims             TEXT,                        -- JSON: which claims were asked for one by one
  session_id         TEXT,                        -- the session that the code was issued in
  authenticated_at   INTEGER NOT NULL,
  generation         INTEGER NOT NULL, -- of the one live refresh token, from 1
  rotated_at         INTEGER NOT NULL, -- when that generation was minted
  expires_at         INTEGER NOT NULL, -- of the whole family, however often it rotates
  revoked_at         INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('1rf9XHvHgQvAbG5E_82BTcYNNHCofpYSBMVdsQxmHGs','pair','09EE6D6C08115E36','1f6efdc9e506eeeee8707653',1,'PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI','openid','',NULL,NULL,'0zj0bJDxZIsEw3plkrS3Kamo4ErvCWq3wUeaiL2Y6Ag',NULL,'PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI',1795944132,1,1795944133,1811496133,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('38Scn_eDBVhp7PO9jCgL66WWfK9cBSaOIFhLJRAaX-w','spa','32DE4CC2419DCBEB','1f6efdc9e506eeeee8707653',1,NULL,'openid profile email offline_access notes:read notes:write','',NULL,NULL,'1f6efdc9e506eeeee8707653',NULL,'PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI',1795944132,1,1795944135,1811496135,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('9tWvo9QohM_LbTuOru_dTVg_uNTOYzP_1r0iHnp9F2k','web','9D6F16D4C3DA2E02','1f6efdc9e506eeeee8707653',1,NULL,'openid profile email offline_access notes:read notes:write','',NULL,NULL,'1f6efdc9e506eeeee8707653',NULL,'PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI',1795944132,1,1795944133,1811496133,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('F6qxwZQJmwwg7YorXR5bWGMbwFBjE313JSEp5SyMcfY','pair','09EE6D6C08115E36','1f6efdc9e506eeeee8707653',1,NULL,'openid profile email offline_access notes:read notes:write','',NULL,NULL,'0zj0bJDxZIsEw3plkrS3Kamo4ErvCWq3wUeaiL2Y6Ag',NULL,'PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI',1795944132,1,1795944133,1811496133,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('Hd5yUH_9kdGQLrHt7HOuWeXe3XCDl8rxqcTGTGsvcis','post','DBFBF4EBBED46A03','2d0112265472ca66e887aebb',1,NULL,'openid profile email offline_access notes:read notes:write','',NULL,NULL,'2d0112265472ca66e887aebb',NULL,'DwebcRgRsfjTqzg8dPnZPGesERGBEpoeSLNdTPbIZYc',1795944133,1,1795944133,1811496133,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('MEFWOXnGI0ZHeDCwgOzrkou8WRrrueUlHjAYpbK8_20','brief','CE185C577AF05136','1f6efdc9e506eeeee8707653',1,'PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI','openid','',NULL,NULL,'1f6efdc9e506eeeee8707653',NULL,'PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI',1795944132,1,1795944133,1811496133,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('T3jk0pPPDJkIO97J9u_qGPqSnCpmFrXB8LU5EUQgZG8','spa','32DE4CC2419DCBEB','8ddba99a2c3a10e6679a8da9',1,NULL,'openid profile email offline_access notes:read notes:write','','Wgw-kp9bygjX32v3fdU5LwSJMeFAbU4cFKtG4GKbZZs',1,'8ddba99a2c3a10e6679a8da9',NULL,'e7GoY8G14iELs2bP1q-0PlrK8e1mj7jTnlh5038pUyk',1795944134,1,1795944134,1811496134,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('V3U2Tkl4Kn-odmq69fpEP_i3ckE_ehv_C10cxjQ_aG4','web','9D6F16D4C3DA2E02','2d0112265472ca66e887aebb',1,'aEf1CL8GG2BzK7RbiJXnMfSofSWKD-f10flwIHx00Zo','openid','',NULL,NULL,'2d0112265472ca66e887aebb',NULL,'aEf1CL8GG2BzK7RbiJXnMfSofSWKD-f10flwIHx00Zo',1795944134,1,1795944135,1811496135,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('Xb4dPup9XwtV7HjFMaTorXeM7bBc5yNcE4QwwDnL6yU','web','9D6F16D4C3DA2E02','c4843a2c6ee9153b2b265a19',1,NULL,'openid profile email offline_access notes:read notes:write','',NULL,NULL,'c4843a2c6ee9153b2b265a19',NULL,'170PwXJwMZ6az7jl7zSFea-p7hs2P9Bh-WXHH0Qe11k',1795944134,1,1795944134,1811496134,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('ZnWNdZ0K8BVeX-0zYagiinqreklSAsoNPCskU9528dQ','8b44830828b172c65adb1582','9367CDE7C2BCF338','1f6efdc9e506eeeee8707653',1,NULL,'openid profile email offline_access notes:read notes:write','',NULL,NULL,'1f6efdc9e506eeeee8707653',NULL,'PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI',1795944132,1,1795944133,1811496133,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('e1SR5ycqCt6pXcl4-2OpnxLZkym9FHR0AqqS0hsPGjo','keyed','3FB8E0EA1F512298','1f6efdc9e506eeeee8707653',1,NULL,'openid profile email offline_access notes:read notes:write','',NULL,NULL,'1f6efdc9e506eeeee8707653',NULL,'PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI',1795944132,1,1795944133,1811496133,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('fPsIjGNa7qtncpvzyDrBkw58h8sImdGSTv-psqcpKC8','web','9D6F16D4C3DA2E02','8ddba99a2c3a10e6679a8da9',1,NULL,'openid profile email offline_access notes:read notes:write','',NULL,NULL,'8ddba99a2c3a10e6679a8da9',NULL,'e7GoY8G14iELs2bP1q-0PlrK8e1mj7jTnlh5038pUyk',1795944134,3,1795944044,1811496044,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('fcRf7604-MHp7fcccOjdIoLOR1ri3W6e261SGFRh-EY','spa','32DE4CC2419DCBEB','1f6efdc9e506eeeee8707653',1,NULL,'openid profile email offline_access notes:read notes:write','',NULL,NULL,'1f6efdc9e506eeeee8707653',NULL,'PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI',1795944132,2,1795944045,1811496045,1795944135);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('mmTDuXYP3VQO7u9cZXGcsvPca3r5EdpRHmBikrjtbIg','https://client.example/paper.json','BDCA7EA4AF368F90','8ddba99a2c3a10e6679a8da9',1,NULL,'openid profile email offline_access notes:read notes:write','',NULL,NULL,'8ddba99a2c3a10e6679a8da9',NULL,'e7GoY8G14iELs2bP1q-0PlrK8e1mj7jTnlh5038pUyk',1795944133,1,1795944133,1811496133,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('mqPLAnjYsdFEmNWd9OqZu_rdZexh2H39wW9Yhd68igg','spa','32DE4CC2419DCBEB','1f6efdc9e506eeeee8707653',1,NULL,'openid profile email offline_access notes:read notes:write','',NULL,NULL,'1f6efdc9e506eeeee8707653',NULL,'PuR6xvMMAQY4MfGCR6x0lD2Dgx76G8r-IB67gYnbiJI',1795944132,1,1795944135,1811496135,1795944135);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('r56jqqZTRhLh-mixRl967bq-65PwyoV_RnFOa1LHa2w','web','9D6F16D4C3DA2E02','47a53e86af30c9fdaf08eea9',1,NULL,'openid profile email offline_access notes:read notes:write','',NULL,NULL,'47a53e86af30c9fdaf08eea9',NULL,'qOAWPty9lGKlSJ66kpWsm74pmGAwOPohO0E5DcEyBv8',1795944134,1,1795944134,1811496134,NULL);
INSERT INTO "token_families" ("id","client_id","registration_id","user_id","credential_version","ends_with","scope","resources","dpop_jkt","bound_generation","subject","claims","session_id","authenticated_at","generation","rotated_at","expires_at","revoked_at") VALUES('xr2_0N-5tL2BX7p8PWkU_OAINj2HVWG7awqy38jHMts','brief','CE185C577AF05136','2d0112265472ca66e887aebb',1,'aEf1CL8GG2BzK7RbiJXnMfSofSWKD-f10flwIHx00Zo','openid','',NULL,NULL,'2d0112265472ca66e887aebb',NULL,'aEf1CL8GG2BzK7RbiJXnMfSofSWKD-f10flwIHx00Zo',1795944134,1,1795944134,1811496134,NULL);
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" ("name","seq") VALUES('d1_migrations',16);
CREATE INDEX clients_id_token_algorithm ON clients (id_token_signed_response_alg);
CREATE INDEX clients_userinfo_algorithm ON clients (userinfo_signed_response_alg)
  WHERE userinfo_signed_response_alg IS NOT NULL;
CREATE INDEX clients_by_name ON clients (name, id);
CREATE UNIQUE INDEX sessions_of_browser ON sessions (hash, user_id);
CREATE INDEX ended_sessions_to_notify ON ended_sessions (notify_until)
  WHERE notify_until IS NOT NULL;
CREATE INDEX clients_refresh_token_idle_lifetime ON clients (refresh_token_idle_lifetime)
  WHERE refresh_token_idle_lifetime IS NOT NULL;
CREATE UNIQUE INDEX users_username_folded ON users (username_folded) WHERE username_folded IS NOT NULL;
CREATE UNIQUE INDEX users_email_folded ON users (email_folded) WHERE email_folded IS NOT NULL;
CREATE INDEX users_not_folded ON users (id)
  WHERE username_folded IS NULL OR (email IS NOT NULL AND email_folded IS NULL);
CREATE INDEX grants_of_strangers ON grants (client_id) WHERE client_revision IS NOT NULL;
CREATE TRIGGER clients_revision AFTER UPDATE ON clients WHEN new.revision = old.revision
BEGIN
  UPDATE clients SET revision = hex(randomblob(8)) WHERE id = new.id;
END;