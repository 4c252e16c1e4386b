// The resource server half of MCP authorization: who may come in, and what one who may not is told.
// Copy this file into your own MCP server; it needs `jose`.
//
// MCP authorization 2026-07-28, RFC 6750 section 3, RFC 9068 section 4, RFC 9728.

import { createRemoteJWKSet, errors, jwtVerify } from "jose";

/** Why a request is turned away: its status, what `WWW-Authenticate` says, a sentence for people. */
export class Refusal extends Error {
  constructor(status, challenge, message) {
    super(message);
    this.status = status;
    this.challenge = challenge;
  }
}

export class Guard {
  #issuer;
  #resource;
  #scope;
  #keys;

  /**
   * - `issuer`: the ISSUER of your Edgegrant, letter by letter.
   * - `resource`: the address of the MCP endpoint, as in RESOURCES of your Edgegrant.
   * - `scope`: what a client is to ask for when it first comes, a space between scopes.
   */
  constructor({ issuer, resource, scope }) {
    if (!isIssuer(issuer)) throw new TypeError(`"${issuer}" is not an issuer; write it like ISSUER of your Edgegrant.`);
    this.#issuer = issuer;
    this.#resource = resource;
    this.#scope = scope;
    // Fetched once and kept; fetched again for a key it does not know, but not for each request.
    // Appended, not resolved: an issuer may have a path, and the root of its host may be somebody else's.
    this.#keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  }

  /** Where the metadata is served (RFC 9728 section 3.1). */
  get metadataUrl() {
    const { origin, pathname } = new URL(this.#resource);
    return `${origin}/.well-known/oauth-protected-resource${pathname === "/" ? "" : pathname}`;
  }

  /** From which a client learns whom to ask for a token (RFC 9728 section 2). */
  get metadata() {
    return {
      resource: this.#resource,
      authorization_servers: [this.#issuer],
      scopes_supported: this.#scope.split(" "),
      bearer_methods_supported: ["header"],
    };
  }

  /**
   * The claims of the access token in an `Authorization` header: `sub` is the user, `client_id` the
   * client, `scope` what was granted. Throws a `Refusal`; anything else means that the issuer's keys
   * could not be had, which is not the client's fault.
   */
  async admit(authorization) {
    const token = authorization?.match(/^Bearer +(\S+)$/i)?.[1];
    // RFC 6750 section 3: who brought no token is told no error, only where to get one.
    if (token === undefined) {
      throw new Refusal(401, this.#challenge({ scope: this.#scope }), "An access token is needed.");
    }
    const { payload } = await jwtVerify(token, this.#keys, {
      issuer: this.#issuer,
      // Without this, a token that was made for another API would open this one.
      audience: this.#resource,
      typ: "at+jwt",
      algorithms: ["ES256"],
      requiredClaims: ["exp", "sub", "client_id"],
    }).catch((error) => {
      if (!isAboutTheToken(error)) throw error;
      throw this.#invalidToken("The access token is not good here, or no longer.");
    });
    // RFC 9449 section 7.1: a token bound to a key is worth nothing without the proof of the key.
    if (payload.cnf !== undefined) {
      throw this.#invalidToken("The access token is bound to a key, and this server takes bearer tokens only.");
    }
    return payload;
  }

  /** Throws a `Refusal` unless the token was granted every one of `scopes`. */
  demand(claims, scopes) {
    const granted = (claims.scope ?? "").split(" ").filter(Boolean);
    if (scopes.every((scope) => granted.includes(scope))) return;
    // What the client has already is named too: some ask for just what is written here, and would lose it.
    const scope = [...new Set([...granted, ...scopes])].join(" ");
    const message = `The access token lacks a scope; needed are: ${scopes.join(" ")}.`;
    const challenge = this.#challenge({ error: "insufficient_scope", error_description: message, scope });
    throw new Refusal(403, challenge, message);
  }

  #invalidToken(message) {
    const challenge = this.#challenge({ error: "invalid_token", error_description: message, scope: this.#scope });
    return new Refusal(401, challenge, message);
  }

  #challenge(parameters) {
    const all = Object.entries({ ...parameters, resource_metadata: this.metadataUrl });
    return `Bearer ${all.map(([name, value]) => `${name}="${value}"`).join(", ")}`;
  }
}

/** RFC 8414 section 2, spelled as Edgegrant does: nothing comes after the path, not even a slash. */
function isIssuer(text) {
  if (!URL.canParse(text) || /[?#]|\/$/.test(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname));
}

/** Not that the key set was late, broken or out of reach. */
function isAboutTheToken(error) {
  const aboutTheKeySet = [errors.JOSEError.code, errors.JWKSTimeout.code, errors.JWKSInvalid.code];
  return error instanceof errors.JOSEError && !aboutTheKeySet.includes(error.code);
}
