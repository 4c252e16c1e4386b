// HTTP/1.1 by the byte, for requests that fetch would refuse, repair or split.

import { connect } from "node:net";

/**
 * Sends one request on a connection of its own: {status, headers, text}.
 *
 * `target` and `headers` (pairs) are written as they are, one byte a character. `body` is a Buffer
 * or text, sent with its length; with `chunked`, in pieces of 8 kB without one. `framed` is a body
 * that is already in chunks, right or wrong.
 */
export function send(server, { method = "GET", target = "/", headers = [], body, chunked = false, framed }) {
  const { hostname, port, host } = new URL(server.url);
  const lines = [["Host", host], ["Connection", "close"], ...headers];
  const bytes = Buffer.from(body ?? "");
  if (chunked || framed !== undefined) lines.push(["Transfer-Encoding", "chunked"]);
  else if (body !== undefined) lines.push(["Content-Length", bytes.length]);
  const head = [`${method} ${target} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), "", ""];

  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const received = [];
    const finish = (error) => {
      const answer = parse(Buffer.concat(received));
      if (answer) resolve(answer);
      else reject(error ?? new Error("the connection was closed without an answer"));
    };
    socket.setTimeout(10_000, () => socket.destroy(new Error("no answer within 10 s")));
    socket.on("data", (piece) => received.push(piece));
    socket.on("end", () => finish());
    // A server may answer and close before it has read everything.
    socket.on("error", finish);
    socket.on("connect", () => {
      socket.write(Buffer.from(head.join("\r\n"), "latin1"));
      socket.write(framed ?? (chunked ? inChunks(bytes) : bytes));
    });
  });
}

function inChunks(bytes) {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    const piece = bytes.subarray(at, at + 8192);
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n"));
  }
  return Buffer.concat([...pieces, Buffer.from("0\r\n\r\n")]);
}

function parse(bytes) {
  const text = bytes.toString("utf8");
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [statusLine, ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Headers(lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  }));
  return { status: Number(statusLine.split(" ")[1]), headers, text: text.slice(end + 4) };
}
