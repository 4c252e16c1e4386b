// An archive that says nothing but its files: whoever packs the same ones gets the same bytes.

import { gzipSync } from "node:zlib";

const BLOCK = 512;
/** Where the header of gzip says which system made it; 255 is "unknown" (RFC 1952). */
const SYSTEM = 9;

/** `files`, a Map of their paths to their bytes, as a .tar.gz, each dated `time` (seconds since 1970). */
export function archive(files, time) {
  const parts = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, bytes]) => [header(name, bytes.length, time), bytes, padding(bytes.length)]);
  const packed = gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level: 9 });
  packed[SYSTEM] = 255;
  return packed;
}

function padding(length) {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}

// POSIX ustar: every field at its place, numbers in octal.
function header(path, length, time) {
  const [prefix, name] = halves(path);
  const block = Buffer.alloc(BLOCK);
  const put = (at, text) => block.write(text, at, "utf8");
  const octal = (at, digits, number) => put(at, number.toString(8).padStart(digits, "0"));
  put(0, name);
  octal(100, 7, 0o644);
  octal(108, 7, 0);
  octal(116, 7, 0);
  octal(124, 11, length);
  octal(136, 11, time);
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\u000000");
  put(345, prefix);
  octal(148, 6, block.reduce((sum, byte) => sum + byte, 0));
  put(154, "\0 ");
  return block;
}

// A path of more than 100 bytes is cut in two at a slash.
function halves(path) {
  if (Buffer.byteLength(path) <= 100) return ["", path];
  const at = path.indexOf("/", path.length - 101);
  if (at === -1 || at > 155) throw new Error(`${path} is too long for an archive`);
  return [path.slice(0, at), path.slice(at + 1)];
}
