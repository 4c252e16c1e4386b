// A browser as the authorization server sees one: it keeps cookies, follows redirects within the
// server, and fills in and sends the forms of its pages. It stops before it would go to a client:
// the page it ends on then has the client's address as its `location`.

/** The cookies of the server: of the login page, of a session, of the account that was chosen, of what was done for
 * the latest requests, and of when they came. */
export const LOGIN = "__Host-edgegrant-login";
export const SESSION = "__Host-edgegrant-session";
/** What a browser keeps of earlier sign-ins. */
export const KNOWN = "__Host-edgegrant-known";
export const ACCOUNT = "__Host-edgegrant-account";
export const ANSWERS = "__Host-edgegrant-answers";
export const REQUESTS = "__Host-edgegrant-requests";

const LONGEST_CHAIN = 5;

export class Browser {
  /** `server` is one of scripts/local.mjs; `cookies` may be shared, to be another tab. */
  constructor(server, cookies = new Map()) {
    this.origin = server.url;
    this.cookies = cookies;
  }

  /** One request. No redirect is followed. */
  async fetch(address, { method = "GET", headers = {}, body } = {}) {
    const url = new URL(address, this.origin);
    const response = await fetch(url, {
      method,
      redirect: "manual",
      headers: { ...this.#cookieHeader(), ...headers },
      body,
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return new Page(url, response, await response.text());
  }

  /** Opens an address and follows redirects as long as they stay on the server. */
  async open(address, request) {
    let page = await this.fetch(address, request);
    for (let step = 0; this.#staysHere(page); step++) {
      if (step === LONGEST_CHAIN) throw new Error(`a redirect loop at ${page.url}`);
      page = await this.fetch(page.location);
    }
    return page;
  }

  /** Sends the page's form with `fields` in place of what is in it, and follows where it leads. */
  submit(page, fields = {}, headers = {}) {
    const { action, values } = page.form();
    return this.open(action, {
      method: "POST",
      headers: { origin: this.origin, ...headers },
      body: new URLSearchParams({ ...values, ...fields }),
    });
  }

  /** The same of the form that is sent to `path`, about the thing with this `id`. */
  submitTo(page, path, { id, fields = {}, headers = {} } = {}) {
    const { action, values } = page.formTo(path, id);
    return this.open(action, {
      method: "POST",
      headers: { origin: this.origin, ...headers },
      body: new URLSearchParams({ ...values, ...fields }),
    });
  }

  signIn(page, { username, password }) {
    return this.submit(page, { username, password });
  }

  allow(page) {
    return this.submit(page, { decision: "allow" });
  }

  deny(page) {
    return this.submit(page, { decision: "deny" });
  }

  #cookieHeader() {
    const pairs = [...this.cookies].map(([name, value]) => `${name}=${value}`);
    return pairs.length === 0 ? {} : { cookie: pairs.join("; ") };
  }

  #keep(cookie) {
    const [pair] = cookie.split(";");
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals);
    if (/;\s*Max-Age=0\s*(;|$)/i.test(cookie)) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(equals + 1));
  }

  #staysHere(page) {
    return page.location !== null && new URL(page.location, this.origin).origin === this.origin;
  }
}

/** What came back: `status`, `headers`, `text`, and `location` or null. */
export class Page {
  constructor(url, response, text) {
    this.url = url.href;
    this.status = response.status;
    this.headers = response.headers;
    this.text = text;
    this.location = response.headers.get("location");
  }

  /** The parameters that a redirect carries to the client. */
  get answer() {
    if (this.location === null) throw new Error(`not a redirect but ${this.status}: ${this.text}`);
    return new URL(this.location).searchParams;
  }

  get asksToSignIn() {
    return this.text.includes('name="password"');
  }

  get asksConsent() {
    return this.text.includes('name="decision"');
  }

  /**
   * Where a form of the page is sent, and what is in it already: the form with this id, or the one that a browser
   * without scripts shows.
   */
  form(id) {
    return this.#formOf((tag) => attribute(tag, "id") === id);
  }

  /** The same of the form that is sent to `path`; of several alike, the one about the thing with this `id`. */
  formTo(path, id) {
    return this.#formOf((tag, text) => attribute(tag, "action").split("?")[0] === path && (id === undefined || text.includes(`name="id" value="${id}"`)));
  }

  #formOf(isMeant) {
    const forms = this.text.match(/<form\b[^]*?<\/form>/g) ?? [];
    const form = forms.find((text) => isMeant(text.match(/<form\b[^>]*>/)[0], text));
    if (form === undefined) throw new Error(`no such form on this page: ${this.status} ${this.text}`);
    const action = attribute(form.match(/<form\b[^>]*>/)[0], "action");
    const ticked = (input) => attribute(input, "type") !== "checkbox" || / checked\b/.test(input);
    const inputs = (form.match(/<input\b[^>]*>/g) ?? []).filter(ticked);
    const values = Object.fromEntries(
      inputs.map((input) => [attribute(input, "name"), attribute(input, "value") ?? ""]),
    );
    for (const [, tag, text] of form.matchAll(/(<textarea\b[^>]*>)\n?([^]*?)<\/textarea>/g)) values[attribute(tag, "name")] = unescape(text);
    for (const [, tag, options] of form.matchAll(/(<select\b[^>]*>)([^]*?)<\/select>/g)) {
      const chosen = options.match(/<option\b[^>]* selected[^>]*>/) ?? options.match(/<option\b[^>]*>/);
      values[attribute(tag, "name")] = attribute(chosen[0], "value");
    }
    return { action, values };
  }
}

/** The text of a page without what differs each time it is shown, or was typed: the values of fields, and the challenge. */
export function neutral(page) {
  return page.text.replace(/ (value|data-options)="[^"]*"/g, "");
}

/** Who a consent page, or the code of a first-party client, is about. */
export function isAbout(page, user) {
  return page.asksConsent && page.text.includes(`(<bdi>${user.username}</bdi>)`);
}

export function asksForAccount(page) {
  return page.status === 200 && page.text.includes('name="session"');
}

export function asksToSignOut(page) {
  return page.status === 200 && page.text.includes('value="sign-out"');
}

/** What attests what was done for requests: [{request, session, token}], the latest first. */
export function answersOf(browser) {
  const notes = browser.cookies.get(ANSWERS)?.split(":") ?? [];
  return notes.map((note) => note.split("~")).map(([request, session, token]) => ({ request, session, token }));
}

export function attribute(tag, name) {
  const value = tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1];
  return value === undefined ? undefined : unescape(value);
}

function unescape(html) {
  const named = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return html.replace(/&(?:#(\d+)|(\w+));/g, (whole, code, name) =>
    code === undefined ? (named[name] ?? whole) : String.fromCodePoint(Number(code)));
}
