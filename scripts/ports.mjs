// Ports for what is served for a moment: no two processes that ask here are ever given the same one.

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below those that systems hand out by themselves (from 32768 on), to connections and to port 0. */
const FIRST = 20_000;
const LAST = 29_999;

/** A port on which nothing listens, and which this process alone is given for as long as it lives. */
export async function freePort() {
  const [port] = await freePorts(1);
  return port;
}

/** So many of them, one after the other. */
export async function freePorts(count) {
  for (;;) {
    const first = FIRST + Math.floor(Math.random() * (LAST - FIRST + 2 - count));
    const ports = Array.from({ length: count }, (_, at) => first + at);
    const free = await Promise.all(ports.map(async (port) => (await claim(port)) && isFree(port)));
    if (free.every(Boolean)) return ports;
  }
}

// Nobody sends anything to this UDP socket: as long as it is bound, no other process can bind it. It
// goes when the process does, however that ends.
async function claim(port) {
  const socket = createSocket("udp4").unref();
  try {
    socket.bind({ port, address: "127.0.0.1", exclusive: true });
    await once(socket, "listening");
    return true;
  } catch {
    socket.close();
    return false;
  }
}

async function isFree(port) {
  const server = createServer();
  try {
    server.listen(port, "localhost");
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
