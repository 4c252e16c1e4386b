// Requests, answers, and other people's servers.

import * as wasm from "./index.js";
import { settled } from "./border.js";

let headers;

/** A request in lines: method, URL, whether it has a body, and those of its headers that endpoints read. */
export function head(request) {
  headers ??= wasm.header_names().split(" ");
  let text = `${request.method}\n${request.url}\n${request.body === null ? "" : "body"}`;
  const sent = request.headers;
  for (const name of headers) {
    const value = sent.get(name);
    if (value !== null) text += `\n${name}: ${value}`;
  }
  return text;
}

export const header = (request, name) => request.headers.get(name) ?? undefined;

/** A part of what Cloudflare says about where a request came from. */
export function place(request, part) {
  const value = request.cf?.[part];
  return typeof value === "string" ? value : undefined;
}

/** Reads a body. If it is longer than `longest`, it gives nothing. */
export function body(request, longest, number) {
  const announced = request.headers.get("content-length");
  if (announced === null || !/^\d+$/.test(announced)) return settled(number, () => upTo(request.body, longest));
  if (Number(announced) > longest) return wasm.settle(number);
  settled(number, () => request.arrayBuffer(), (whole) => (whole.byteLength <= longest ? new Uint8Array(whole) : undefined));
}

// Reads piece by piece, because a body without a length may never end, and the memory of a Worker is limited.
async function upTo(stream, longest) {
  const reader = stream.getReader();
  const pieces = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > longest) {
      // The sender may stop now.
      reader.cancel().catch(() => {});
      return undefined;
    }
    pieces.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** An answer. `lines`: name and value of each header in turn. */
export function respond(status, lines, text, bytes) {
  return new Response(text ?? bytes?.slice() ?? null, { status, headers: ready(lines) });
}

// The same headers are sent again and again, so they are kept. Headers with one of these are for one answer only.
const SINGLE = /^(?:set-cookie|location|dpop-nonce|www-authenticate)$/m;
const MOST = 32;
const readied = new Map();

function ready(lines) {
  const known = readied.get(lines);
  if (known !== undefined) return known;
  const all = pairs(lines);
  if (readied.size >= MOST || SINGLE.test(lines)) return all;
  const headers = new Headers(all);
  readied.set(lines, headers);
  return headers;
}

function pairs(lines) {
  const parts = lines.split("\n");
  const all = [];
  for (let at = 0; at + 1 < parts.length; at += 2) all.push([parts[at], parts[at + 1]]);
  return all;
}

/**
 * Asks another server, and tells the status, `Content-Type`, `Cache-Control` and body of its answer. A body of more than `longest` bytes is left out.
 *
 * - `lines`: as in `respond`.
 * - `good`: the body is wanted only if the status is 200.
 */
export function ask(url, lines, text, patience, longest, good, number) {
  const answered = async () => {
    const method = text === undefined ? "GET" : "POST";
    // A redirect, if followed, could lead from a public address to any other.
    const init = { method, body: text, headers: pairs(lines), redirect: "manual", signal: AbortSignal.timeout(patience) };
    const { status, body, headers: sent } = await fetch(url, init);
    const wanted = body !== null && longest > 0 && (!good || status === 200);
    // An unread body would keep its connection open.
    if (body !== null && !wanted) body.cancel().catch(() => {});
    const bytes = wanted ? await upTo(body, longest).catch(() => undefined) : undefined;
    return (it) => wasm.settle_fetched(it, status, sent.get("content-type") ?? "", sent.get("cache-control") ?? undefined, bytes);
  };
  settled(number, answered);
}
