// A program made of go-oidc and golang.org/x/oauth2, used as their documentation shows. It signs in once.
//
// Its only argument is JSON. It writes one line {"open": address} and reads one {"went": address}, where the
// browser ended; its last line is {"done": what it found out}.
package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log"
	"net/url"
	"os"
	"time"

	oidc "github.com/coreos/go-oidc"
	"golang.org/x/oauth2"
)

type settings struct {
	Issuer       string   `json:"issuer"`
	ClientID     string   `json:"client_id"`
	ClientSecret string   `json:"client_secret"`
	RedirectURI  string   `json:"redirect_uri"`
	Scopes       []string `json:"scopes"`
}

const (
	state    = "a state of this test"
	nonce    = "a nonce of this test"
	verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func say(line interface{}) {
	must(json.NewEncoder(os.Stdout).Encode(line))
}

func main() {
	var told settings
	must(json.Unmarshal([]byte(os.Args[1]), &told))
	ctx := context.Background()
	provider, err := oidc.NewProvider(ctx, told.Issuer)
	must(err)
	// Without SupportedSigningAlgs it takes RS256 only.
	tokenVerifier := provider.Verifier(&oidc.Config{ClientID: told.ClientID})
	config := oauth2.Config{
		ClientID:     told.ClientID,
		ClientSecret: told.ClientSecret,
		Endpoint:     provider.Endpoint(),
		RedirectURL:  told.RedirectURI,
		Scopes:       told.Scopes,
	}
	challenge := sha256.Sum256([]byte(verifier))
	say(map[string]string{"open": config.AuthCodeURL(
		state,
		oidc.Nonce(nonce),
		oauth2.SetAuthURLParam("code_challenge", base64.RawURLEncoding.EncodeToString(challenge[:])),
		oauth2.SetAuthURLParam("code_challenge_method", "S256"),
	)})
	line, err := bufio.NewReader(os.Stdin).ReadBytes('\n')
	must(err)
	var answer struct {
		Went string `json:"went"`
	}
	must(json.Unmarshal(line, &answer))
	callback, err := url.Parse(answer.Went)
	must(err)
	if callback.Query().Get("state") != state {
		log.Fatal("another state")
	}
	token, err := config.Exchange(ctx, callback.Query().Get("code"), oauth2.SetAuthURLParam("code_verifier", verifier))
	must(err)
	raw, _ := token.Extra("id_token").(string)
	idToken, err := tokenVerifier.Verify(ctx, raw)
	must(err)
	if idToken.Nonce != nonce {
		log.Fatal("another nonce")
	}
	must(idToken.VerifyAccessToken(token.AccessToken))
	userinfo, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	must(err)
	old := *token
	old.Expiry = time.Now().Add(-time.Hour)
	refreshed, err := config.TokenSource(ctx, &old).Token()
	must(err)
	say(map[string]interface{}{"done": map[string]interface{}{
		"sub":       idToken.Subject,
		"email":     userinfo.Email,
		"refreshed": refreshed.AccessToken != token.AccessToken && refreshed.RefreshToken != token.RefreshToken,
	}})
}
