// For `npm run bench -- --far`, this module stands in front of the built Worker, in its isolate. It delays each trip to the database and to
// the KV namespace by as much as it was told, and records the trip. Everything else is unchanged. The kinds of trips are:
//
//   primary   one statement, or one batch, at D1's primary
//   replica   the same at a replica near by, in a session (`withSession`)
//   kv put    a write to KV's central store
//   kv get    a read from KV's central store, of a key that this place does not know
//   kv known  a read of a key that was put or read here before: Workers KV keeps it at hand

import Main from "./index.js";

const Worker = typeof Main === "object" ? Main : {
  fetch: (request, env, context) => new Main(context, env).fetch(request),
  scheduled: (event, env, context) => new Main(context, env).scheduled(event),
};

/** The path at which the harness talks to this isolate. */
const CONTROL = "/distance";

/** How long each kind of trip takes, in milliseconds. */
let delays = {};
/** The requests since the harness last asked, each with its trips. */
let requests = [];
/** Counts the beginnings and ends of trips, so that their order is known. Times would not tell: a Worker's clock stands still in between. */
let moment = 0;
/** The keys of KV that this place knows. A place has many isolates, so the harness carries the keys from one to the next. */
let known = new Set();
/** Whether the replica does not know the latest writes. It counts only if there is no copy. */
let late = false;
/**
 * How sessions of D1 behave: "near"; "silent", where no answer says whether the primary gave it; "absent", as in a runtime without them;
 * "refused"; or "failing", when the replica fails.
 */
let sessions = "near";

export default {
  async fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (pathname === CONTROL) return Response.json(await control(await request.json(), env));
    const entry = { request: `${request.method} ${pathname}`, trips: [] };
    requests.push(entry);
    const response = await Worker.fetch(request, atADistance(env, entry.trips), context);
    entry.answered = moment++;
    return response;
  },

  scheduled(event, env, context) {
    return Worker.scheduled(event, atADistance(env, []), context);
  },
};

function atADistance(env, trips) {
  return { ...env, DB: new Database(env.DB, { trips, copy: env.REPLICA }), CODES: new Namespace(env.CODES, trips) };
}

async function control(orders, { DB, REPLICA }) {
  if (orders.delays) delays = orders.delays;
  if (orders.known) known = new Set(orders.known);
  if (orders.sessions) sessions = orders.sessions;
  if (orders.late !== undefined) late = orders.late;
  if (orders.copy) await copyAll(DB, REPLICA);
  if (!orders.take) return { known: [...known] };
  const taken = requests;
  requests = [];
  return { requests: taken, known: [...known] };
}

/** Waits for half of the way, acts, and waits for the other half. */
async function trip(trips, kind, what, act) {
  const entry = { kind, what, start: moment++ };
  trips.push(entry);
  const half = (delays[kind] ?? 0) / 2;
  if (half > 0) await pause(half);
  try {
    return await act();
  } finally {
    if (half > 0) await pause(half);
    entry.end = moment++;
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** D1, or a session of it. */
class Database {
  /** `copy`: another database, with everything as it was when it was last copied. */
  constructor(database, { trips, copy, session }) {
    this.database = database;
    this.trips = trips;
    this.copy = copy;
    this.session = session;
    if (sessions === "absent" || session) this.withSession = undefined;
  }

  prepare(sql) {
    return new Prepared(this, sql);
  }

  batch(list) {
    return this.go(list, (at) => at.batch(list.map((it) => it.on(at))));
  }

  exec(sql) {
    return this.go([{ sql }], (at) => at.exec(sql));
  }

  withSession(constraint = "first-unconstrained") {
    if (sessions === "refused") throw new Error("D1_ERROR: no session can be had");
    return new Database(this.database, { trips: this.trips, copy: this.copy, session: { constraint } });
  }

  getBookmark() {
    return this.session?.bookmark ?? null;
  }

  async go(list, act) {
    const what = list.map(({ sql }) => sql);
    const near = this.session !== undefined && (await this.isNear());
    const at = near ? (this.copy ?? this.database) : this.database;
    if (near && sessions === "failing") throw new Error("D1_ERROR: the replica fails");
    const answer = await trip(this.trips, near ? "replica" : "primary", what, () => act(at));
    for (const { meta } of [answer].flat()) if (meta) meta.served_by_primary = sessions === "silent" ? undefined : !near;
    if (this.session) this.session.bookmark = bookmarkOf(near ? await copiedAt(this.copy) : Date.now());
    return answer;
  }

  // A replica that is behind the bookmark passes the statement on to the primary.
  async isNear() {
    const { constraint } = this.session;
    if (constraint === "first-primary") return false;
    return constraint === "first-unconstrained" || bookmarkOf(await copiedAt(this.copy)) >= constraint;
  }
}

/** When the copy was made, in milliseconds since 1970. */
async function copiedAt(copy) {
  if (!copy) return late ? 0 : Date.now();
  return (await copy.prepare("SELECT at FROM copied").first("at").catch(() => null)) ?? 0;
}

/** Makes `copy` equal to `database` as it is now: its tables and indexes, and every row. */
async function copyAll(database, copy) {
  const at = Date.now();
  const { results: parts } = await database.prepare(`SELECT type, name, sql FROM sqlite_schema
    WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    ORDER BY type DESC`).all();
  const { results: there } = await copy.prepare("SELECT name FROM sqlite_schema").all();
  const missing = parts.filter(({ name }) => !there.some((part) => part.name === name));
  const tables = parts.filter(({ type }) => type === "table").map(({ name }) => name);
  const rows = [];
  for (const table of tables) {
    const { results } = await database.prepare(`SELECT * FROM "${table}"`).all();
    for (const row of results) {
      const columns = Object.keys(row);
      const insert = `INSERT INTO "${table}" (${columns.map((name) => `"${name}"`)}) VALUES (${columns.map(() => "?")})`;
      rows.push(copy.prepare(insert).bind(...Object.values(row)));
    }
  }
  await copy.batch([
    "PRAGMA defer_foreign_keys = on",
    ...missing.map(({ sql }) => sql),
    ...tables.map((table) => `DELETE FROM "${table}"`),
    "CREATE TABLE IF NOT EXISTS copied (at INTEGER)",
    "DELETE FROM copied",
  ].map((sql) => copy.prepare(sql)).concat(rows, copy.prepare("INSERT INTO copied VALUES (?)").bind(at)));
}

/** A bookmark has the shape of D1's, and bookmarks are ordered as text. */
function bookmarkOf(time) {
  const hex = Math.floor(time).toString(16).padStart(16, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-00000000-${"0".repeat(32)}`;
}

class Prepared {
  constructor(database, sql, values = []) {
    this.database = database;
    this.sql = sql;
    this.values = values;
  }

  bind(...values) {
    return new Prepared(this.database, this.sql, values);
  }

  on(at) {
    return at.prepare(this.sql).bind(...this.values);
  }

  all() {
    return this.database.go([this], (at) => this.on(at).all());
  }

  run() {
    return this.database.go([this], (at) => this.on(at).run());
  }

  raw(options) {
    return this.database.go([this], (at) => this.on(at).raw(options));
  }

  first(column) {
    return this.database.go([this], (at) => this.on(at).first(column));
  }
}

/** Workers KV. */
class Namespace {
  constructor(namespace, trips) {
    this.namespace = namespace;
    this.trips = trips;
  }

  async put(key, value, options) {
    const answer = await trip(this.trips, "kv put", [key], () => this.namespace.put(key, value, options));
    known.add(key);
    return answer;
  }

  async get(key, options) {
    const kind = known.has(key) ? "kv known" : "kv get";
    known.add(key);
    return trip(this.trips, kind, [key], () => this.namespace.get(key, options));
  }
}
