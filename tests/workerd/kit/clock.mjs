// A worker whose clock a test sets ahead, for what takes longer than a test may.

/** A path that no worker serves. */
const CLOCK = "/clock-of-the-test";

const SOURCE = `
  import Worker from "../index.js";

  let ahead = 0;
  globalThis.Date = class extends Date {
    constructor(...values) {
      super(...(values.length === 0 ? [globalThis.Date.now()] : values));
    }
    static now() {
      return super.now() + ahead * 1000;
    }
  };

  export default class extends Worker {
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname !== "${CLOCK}") return super.fetch(request);
      ahead += Number(searchParams.get("seconds"));
      return new Response(null, { status: 204 });
    }
  }
`;

/** miniflare's configuration of a worker (`runnable` of scripts/workers.mjs), with such a clock. */
export function withClock(config) {
  const { manifest } = config;
  const modules = { ...manifest.modules, "clock.js": { type: "esm", contents: SOURCE } };
  return { ...config, manifest: { ...manifest, mainModule: "clock.js", modules } };
}

/** Sets the clock of the isolate behind `url` ahead. It remembers what it remembered. */
export async function setAhead(url, seconds) {
  await fetch(`${url}${CLOCK}?seconds=${seconds}`, { method: "POST" });
}
