// The three workers, a Chromium, and people in front of it. A visitor is a person with a browser
// profile of their own: cookies are shared by the visitor's tabs and by nobody else.

import assert from "node:assert/strict";

import { chromium } from "playwright-core";

import { chromiumPath } from "../../scripts/browser.mjs";
import { serveFlow } from "../../scripts/local.mjs";

/** How long a page may take to do what a test waits for, in milliseconds. */
const PATIENCE = 10_000;

/** What strangers' clients say of themselves: anybody can call themselves anything. */
const STRANGER = { client_name: "Paper", redirect_uris: ["http://localhost/callback"], token_endpoint_auth_method: "none" };
/** Where one of them publishes it. */
const DOCUMENT = "https://client.example/oauth/client.json";

/**
 * Everything a test file needs. `dispose()` ends it. `vars` are more settings of the authorization server, and `secrets`
 * its other secrets. With `mail`, it sends mail. `elsewhere` answers for other hosts, or nothing.
 */
export async function openStage(vars = {}, secrets = {}, { mail, elsewhere } = {}) {
  const flow = await serveFlow({
    vars: { REGISTRATION: "open", ...vars },
    secrets,
    mail,
    outbound: async (request) =>
      (await elsewhere?.(request)) ?? (request.url === DOCUMENT ? Response.json({ client_id: DOCUMENT, ...STRANGER }) : new Response("no such page", { status: 404 })),
  });
  const browser = await launch().catch(async (error) => {
    await flow.dispose();
    throw error;
  });
  return {
    ...flow,
    /**
     * A new person with a browser in which nobody is signed in. What the demo user allowed and
     * wrote before is forgotten. `options` are those of Playwright's `newContext`.
     */
    async visitor(options = {}) {
      await flow.server.db.prepare("DELETE FROM grants").run();
      await flow.api.db.prepare("DELETE FROM notes").run();
      const context = await browser.newContext(options);
      context.setDefaultTimeout(PATIENCE);
      const visitor = new Visitor(flow, context);
      await visitor.openTab();
      return visitor;
    },
    async dispose() {
      await browser.close();
      await flow.dispose();
    },
  };
}

async function launch() {
  return chromium.launch({ executablePath: await chromiumPath(), args: ["--no-sandbox"] });
}

/** A person: `page` is the tab in front of them. */
export class Visitor {
  /** The address of every request that left the browser, in order. */
  requests = [];
  /** The address of every page that was shown, in order; redirects are not shown. */
  shown = [];
  /** Everything the browser complained about. */
  complaints = [];

  constructor(flow, context) {
    this.flow = flow;
    this.context = context;
  }

  /** Opens a tab and looks at it. */
  async openTab() {
    const page = await this.context.newPage();
    page.on("request", (request) => this.requests.push(request.url()));
    page.on("framenavigated", (frame) => this.shown.push(frame.url()));
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => this.#hear(message));
    this.page = page;
    return page;
  }

  /** Opens the app and begins to sign in. */
  async begin() {
    await this.page.goto(this.flow.app.url);
    await this.press("Sign in with Edgegrant");
  }

  /** Fills in the login page and sends it. */
  async signIn({ username, password } = this.flow.user) {
    await this.page.getByLabel("Username or email").fill(username);
    await this.page.getByLabel("Password").fill(password);
    await this.press("Sign in");
  }

  /** All the way to the notes. */
  async reachNotes() {
    await this.begin();
    await this.signIn();
    await this.press("Allow");
    assert.equal(await this.heading(), "Your notes");
  }

  /** Makes the app forget the browser; Edgegrant still knows it. */
  leaveApp() {
    return this.context.clearCookies({ name: "__Host-notes-app" });
  }

  /** Presses a button, and waits for the page that it leads to. */
  press(name) {
    return this.leave(() => this.page.getByRole("button", { name, exact: true }).click());
  }

  /** Does what leads to another page, and waits for that page. */
  async leave(act) {
    await Promise.all([this.page.waitForEvent("load"), act()]);
  }

  heading() {
    return this.page.getByRole("heading", { level: 1 }).innerText();
  }

  /** The claims of the access token, as the app shows them. */
  async claims() {
    return JSON.parse(await this.page.locator("h3:text-is('Claims') + pre").innerText());
  }

  /** The named cookie of the authorization server or the app, or undefined. */
  async cookie(name) {
    return (await this.context.cookies()).find((cookie) => cookie.name === name);
  }

  #hear(message) {
    if (!["error", "warning"].includes(message.type())) return;
    // A page of status 4xx is one of the things a test looks at.
    if (message.text().startsWith("Failed to load resource")) return;
    this.complaints.push(message.text());
  }
}

/**
 * The client_id of a client that nobody vouches for, of each kind. Each returns to `/callback` on any port
 * of localhost.
 */
export async function strangers(flow) {
  const response = await fetch(`${flow.server.url}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(STRANGER),
  });
  assert.equal(response.status, 201);
  return { itself: (await response.json()).client_id, document: DOCUMENT };
}

/** An authorization request, as an app would send its user to it. */
export function authorizationUrl(flow, params = {}) {
  const url = new URL("/authorize", flow.server.url);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: flow.client.id,
    redirect_uri: `${flow.app.url}/callback`,
    scope: "openid profile email offline_access notes:read notes:write",
    state: "some-state",
    // Of RFC 7636 appendix B.
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    ...params,
  });
  return url.href;
}
