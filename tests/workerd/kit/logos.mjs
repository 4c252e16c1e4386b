// Files that are logos, files that are none, and what became of them.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";

import { root } from "../../../scripts/command.mjs";
import { rowOf } from "./clients.mjs";
import { mark } from "./serve.mjs";

export const [PNG, WEBP] = ["logo.png", "logo.webp"].map((name) => readFileSync(path.join(root, "tests", "workerd", "kit", "logos", name)));
export const hashOf = (file) => createHash("sha256").update(file).digest("base64url");
/** The largest file that is taken, in bytes. */
export const LARGEST = 64 * 1024;

/** A PNG of this size, with more chunks before its picture. */
export function png(width, height, ...more) {
  const sides = Buffer.alloc(8);
  sides.writeUInt32BE(width);
  sides.writeUInt32BE(height, 4);
  const chunks = [["IHDR", Buffer.concat([sides, Buffer.from([8, 6, 0, 0, 0])])], ...more, ["IDAT", Buffer.from([0x78, 0x9c, 0x63, 0, 1])], ["IEND", Buffer.alloc(0)]];
  const written = chunks.flatMap(([name, content]) => {
    const [length, named, sum] = [Buffer.alloc(4), Buffer.concat([Buffer.from(name), content]), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(named));
    return [length, named, sum];
  });
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...written]);
}

/** A PNG that is so many bytes long. */
export const filled = (length) => png(1, 1, ["teXt", Buffer.alloc(length - png(1, 1, ["teXt", Buffer.alloc(0)]).length)]);

/** Files that are no logo, and what administrators are told about each. */
export const BAD = {
  "no file": [Buffer.alloc(0), /Choose a file\./],
  "larger by a byte": [filled(LARGEST + 1), /The file is larger than 64 kB/],
  "larger by more than is read": [filled(LARGEST + 8192), /The file is larger than 64 kB/],
  "as large as a photo": [filled(3_000_000), /The file is larger than 64 kB/],
  "an SVG with a script": [Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), /neither a PNG nor a WebP file/],
  "half a picture": [WEBP.subarray(0, 900), /The file is not whole/],
  "a picture and a script": [Buffer.concat([PNG, Buffer.from("<script>")]), /something comes after its end/],
  "a picture with a wrong sum": [Buffer.concat([PNG.subarray(0, 40), Buffer.from([PNG[40] ^ 1]), PNG.subarray(41)]), /does not follow the PNG or WebP format/],
  "too wide": [png(2049, 1), /from 1 to 2048 pixels/],
  "an animation": [png(1, 1, ["acTL", Buffer.alloc(8)]), /The picture is animated/],
};

/** The hash of the logo that an app has, or null. */
export const logoOf = async (server, { id }) => (await rowOf(server, id)).logo;

/** The events about an app. */
export async function eventsAbout(server, { id }) {
  await mark(server);
  const { results } = await server.db.prepare("SELECT kind, actor, details FROM events WHERE client_id = ?").bind(id).all();
  return results.map((event) => ({ ...event, details: JSON.parse(event.details) }));
}

/** What these changes are as events of an administrator. Those of the same second are in no order. */
export function assertChanges(events, by, changes) {
  const sorted = (all) => all.toSorted((a, b) => String(a.details.logo).localeCompare(String(b.details.logo)));
  assert.deepEqual(sorted(events), sorted(changes.map((logo) => ({ kind: "app_changed", actor: by, details: { logo } }))));
}
