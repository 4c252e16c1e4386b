// docs/conformance.md lists the test modules of the OpenID Foundation's plans. This holds it to its word: every module has a
// row, every row a test or a reason, and every test that is named is there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

import { root } from "../../scripts/command.mjs";
import { faultsOf, rowsOf } from "./proof-list.mjs";

const LIST = "docs/conformance.md";

/** How the first cell of a row begins. */
const MODULE = /^`/;

/** Every module that must have a row, under the heading of its plan; those of FAPI without what all begin with. */
const REQUIRED = {
  "Basic OP": `
    oidcc-server oidcc-response-type-missing oidcc-idtoken-signature oidcc-idtoken-unsigned oidcc-userinfo-get
    oidcc-userinfo-post-header oidcc-userinfo-post-body oidcc-ensure-request-without-nonce-succeeds-for-code-flow
    oidcc-scope-profile oidcc-scope-email oidcc-scope-address oidcc-scope-phone oidcc-scope-all
    oidcc-ensure-other-scope-order-succeeds oidcc-alternate-happy-flow oidcc-display-page oidcc-display-popup
    oidcc-prompt-login oidcc-prompt-none-not-logged-in oidcc-prompt-none-logged-in oidcc-max-age-1
    oidcc-max-age-10000 oidcc-ensure-request-with-unknown-parameter-succeeds oidcc-id-token-hint oidcc-login-hint
    oidcc-ui-locales oidcc-claims-locales oidcc-ensure-request-with-acr-values-succeeds oidcc-codereuse
    oidcc-codereuse-30seconds oidcc-ensure-registered-redirect-uri oidcc-ensure-post-request-succeeds
    oidcc-server-client-secret-post oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported
    oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported oidcc-claims-essential
    oidcc-ensure-request-object-with-redirect-uri oidcc-refresh-token oidcc-ensure-request-with-valid-pkce-succeeds`,
  "Config OP": "oidcc-discovery-endpoint-verification",
  "RP-Initiated Logout OP": `
    oidcc-rp-initiated-logout-discovery-endpoint-verification oidcc-rp-initiated-logout
    oidcc-rp-initiated-logout-bad-post-logout-redirect-uri oidcc-rp-initiated-logout-modified-id-token-hint
    oidcc-rp-initiated-logout-no-id-token-hint oidcc-rp-initiated-logout-no-params
    oidcc-rp-initiated-logout-only-state oidcc-rp-initiated-logout-no-post-logout-redirect-uri
    oidcc-rp-initiated-logout-no-state oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri
    oidcc-rp-initiated-logout-bad-id-token-hint`,
  "FAPI 2.0 Security Profile": `
    discovery-end-point-verification happy-flow user-rejects-authentication
    ensure-authorization-request-without-state-success ensure-authorization-request-without-nonce-success
    ensure-authorization-request-with-64-char-nonce-success ensure-other-scope-order-succeeds
    test-claims-parameter-identity-claims access-token-type-header-case-sensitivity check-dpop-proof-nbf-exp
    ensure-dpopproof-with-iat-10seconds-before-succeeds ensure-dpopproof-with-iat-10seconds-after-succeeds
    ensure-mismatched-dpop-jkt-fails ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt
    ensure-dpopproof-at-par-endpoint-binding-success ensure-token-endpoint-fails-with-mismatched-dpop-jkt
    ensure-dpop-auth-code-binding-success ensure-different-nonce-inside-and-outside-request-object
    ensure-different-state-inside-and-outside-request-object state-only-outside-request-object-not-used
    ensure-authorization-request-with-long-nonce ensure-authorization-request-with-long-state
    ensure-request-object-without-redirect-uri-fails ensure-redirect-uri-in-authorization-request
    ensure-registered-redirect-uri plain-fapi-tolerate-unregistered-redirect-uri
    ensure-unsigned-authorization-request-without-using-par-fails ensure-response-type-code-idtoken-fails
    ensure-response-type-token-fails ensure-client-id-in-token-endpoint ensure-holder-of-key-required
    ensure-authorization-code-is-bound-to-client attempt-reuse-authorization-code-after-one-second
    ensure-token-endpoint-fails-with-expired-auth-code ensure-signed-client-assertion-with-RS256-fails
    ensure-client-assertion-in-token-endpoint ensure-client-assertion-with-exp-is-5-minutes-in-past-fails
    ensure-client-assertion-with-wrong-aud-fails ensure-client-assertion-with-no-sub-fails dpop-negative-tests
    refresh-token par-ensure-reused-request-uri-prior-to-auth-completion-succeeds par-attempt-reuse-request_uri
    par-attempt-to-use-expired-request_uri par-attempt-to-use-request_uri-for-different-client
    par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted
    par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails
    par-authorization-request-containing-request_uri-form-param par-attempt-invalid-http-method
    par-ensure-pkce-required ensure-pkce-code-verifier-required incorrect-pkce-code-verifier-rejected
    par-plain-pkce-rejected par-without-duplicate-parameters par-test-array-as-audience-fails
    par-test-par-endpoint-url-as-audience-fails par-test-token-endpoint-url-as-audience-fails
    ensure-invalid-client-assertions-fail australia-connectid-ensure-invalid-purpose-fails
    australia-connectid-test-claims-parameter-idtoken-identity-claims brazil-ensure-bad-payment-signature-fails
    cdr-sharing-duration-zero cdr-negative-sharing-duration cdr-refresh-token-introspection-expiry
    cdr-arrangement-amendment cdr-unrecognised-arrangement-id grant-management-happy-flow grant-management-merge
    grant-management-replace grant-management-ensure-invalid-grant-id-fails
    grant-management-ensure-query-nonexistent-grant-fails grant-management-ensure-query-after-revoke-fails
    grant-management-ensure-wrong-client-cannot-query-grant grant-management-ensure-wrong-client-cannot-revoke-grant
    grant-management-query-and-revoke`,
};

describe(LIST, () => {
  const rows = rowsOf(readFileSync(path.join(root, LIST), "utf8"), MODULE);

  for (const [plan, modules] of Object.entries(REQUIRED)) {
    test(`has one row for each module of ${plan}`, () => {
      const listed = rows.filter((row) => row.heading === plan).flatMap((row) => row.names);
      assert.deepEqual(listed.toSorted(), modules.trim().split(/\s+/).toSorted());
    });
  }

  test("names tests that exist in every row, or says why there is none", () => {
    const faults = rows.flatMap((row) => faultsOf(row).map((fault) => `${row.names.join(", ")}: ${fault}`));
    assert.ok(faults.length === 0, faults.join("\n"));
  });

  test("has no row that nobody asked for", () => {
    const strange = rows.filter((row) => !(row.heading in REQUIRED));
    assert.deepEqual(strange, []);
  });
});
