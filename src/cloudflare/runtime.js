// What the runtime offers: the clock, the log, settings, D1, Workers KV, the other bindings, and Unicode.

import { settled } from "./border.js";

export const now = () => Date.now();

export function pause(milliseconds, number) {
  settled(number, () => new Promise((resolve) => setTimeout(resolve, milliseconds)));
}

export const log = (line) => console.log(line);
export const warn = (line) => console.warn(line);
export const error = (line) => console.error(line);

/** A variable or a secret as text; a table or a list becomes JSON. */
export function setting(env, name) {
  const value = env[name];
  return value === undefined || value === null || typeof value === "string" ? (value ?? undefined) : JSON.stringify(value);
}

export function is_bound(env, name) {
  const binding = env[name];
  return (typeof binding === "object" && binding !== null) || typeof binding === "function";
}

export const has_flag = (name) => Boolean(globalThis.Cloudflare?.compatibilityFlags?.[name]);

// D1. src/platform/carried.rs explains the texts.

/**
 * - `session`: none; or "first-primary", which asks the primary and gives a bookmark; or "first-unconstrained" or a bookmark, which
 *   may ask a replica. If there are no sessions, or a replica fails, the primary answers.
 */
export function query(env, asked, session, number) {
  settled(number, () => {
    const statements = read(asked);
    if (session === undefined) return answersOf(env.DB, statements);
    const database = sessionOf(env.DB, session);
    return session === "first-primary" ? noting(database, statements) : nearby(database, env.DB, statements);
  }, write);
}

function answersOf(database, statements) {
  const prepared = statements.map(({ sql, values }) => database.prepare(sql).bind(...values));
  return prepared.length === 1 ? prepared[0].all().then((answer) => [answer]) : database.batch(prepared);
}

function sessionOf(database, first) {
  try {
    return database.withSession(first);
  } catch {
    return database;
  }
}

async function noting(session, statements) {
  const answers = await answersOf(session, statements);
  return Object.assign(answers, { bookmark: session.getBookmark?.() });
}

async function nearby(session, database, statements) {
  try {
    const answers = await answersOf(session, statements);
    return Object.assign(answers, { near: session !== database });
  } catch (error) {
    if (session === database) throw error;
    // A bookmark of another database, or a replica that fails.
    return answersOf(database, statements);
  }
}

function read(text) {
  let at = 0;
  const count = () => {
    const end = text.indexOf(" ", at);
    const value = Number(text.slice(at, end));
    at = end + 1;
    return value;
  };
  const next = () => {
    const kind = text[at++];
    if (kind === "n") return null;
    const value = count();
    return kind === "i" ? value : text.slice(at, (at += value));
  };
  const statements = [];
  while (at < text.length) {
    const sql = next();
    const values = [];
    for (let left = next(); left > 0; left--) values.push(next());
    statements.push({ sql, values });
  }
  return statements;
}

function write(answers) {
  let text = cell(answers.bookmark);
  for (const { results = [], meta = {} } of answers) {
    // An answer that does not say that it is the primary's may be late.
    const replica = answers.near && meta.served_by_primary !== true;
    const names = results.length > 0 ? Object.keys(results[0]) : [];
    text += `i${meta.changes ?? 0} i${meta.rows_read ?? 0} i${meta.rows_written ?? 0} ${cell(meta.size_after)}i${replica ? 1 : 0} i${names.length} `;
    for (const name of names) text += cell(name);
    text += `i${results.length} `;
    for (const row of results) for (const name of names) text += cell(row[name]);
  }
  return text;
}

function cell(value) {
  if (value === null || value === undefined) return "n";
  if (Number.isSafeInteger(value)) return `i${value} `;
  const text = String(value);
  return `t${text.length} ${text}`;
}

// Workers KV, and the other bindings.

export function kv_put(env, key, value, ttl, number) {
  settled(number, () => env.CODES.put(key, value, { expirationTtl: ttl }));
}

export function kv_get(env, key, number) {
  settled(number, () => env.CODES.get(key, "text"));
}

export function limit(env, key, number) {
  settled(number, () => env.RATE_LIMIT.limit({ key }), ({ success }) => (success === false ? "over" : undefined));
}

/** Sends a mail. Only the code of an error is told, because its message may name the person. */
export function send_mail(env, message, patience, number) {
  const late = new Promise((_, reject) => setTimeout(reject, patience, { code: "no answer" }));
  // The binding may be another worker that stands in for it, whose promises are objects of their own kind.
  const send = () => Promise.race([Promise.resolve(env.EMAIL.send(JSON.parse(message))), late]);
  settled(number, send, () => undefined, (error) => (typeof error?.code === "string" ? error.code : "an error without a code"));
}

// Unicode's tables, which are too large for the WASM.

export const fold = (text) => text.normalize("NFKC").toLowerCase().normalize("NFKC");
export const compose = (text) => text.normalize("NFC");
export const capitals = (text) => text.toUpperCase();
