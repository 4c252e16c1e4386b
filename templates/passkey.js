(() => {
  const form = document.getElementById("passkey");
  const credential = self.PublicKeyCredential;
  if (!form || !credential?.parseRequestOptionsFromJSON) return;
  const { options, unknown } = form.dataset;
  const hint = document.getElementById("passkey-hint");
  let asking;
  const ask = async (more) => {
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      const publicKey = credential.parseRequestOptionsFromJSON(JSON.parse(options));
      const shown = await navigator.credentials.get({ publicKey, signal: mine.signal, ...more });
      form.elements.passkey.value = JSON.stringify(shown);
      // One box for both forms. It goes back, for the browser may show this page again.
      const keep = document.getElementById("keep");
      keep?.setAttribute("form", form.id);
      form.submit();
      keep?.removeAttribute("form");
    } catch {
      if (asking !== mine) return;
      asking = undefined;
      if (more.mediation) return;
      hint.hidden = false;
      offer();
    }
  };
  // Whoever has pressed the button meanwhile is not disturbed. Where only the button counts, the form says so.
  const offer = async () => {
    if ("press" in form.dataset) return;
    const can = await credential.isConditionalMediationAvailable?.();
    if (can && !asking) ask({ mediation: "conditional" });
  };
  form.hidden = false;
  // After a password, the server may offer to make a passkey on this device.
  credential.isUserVerifyingPlatformAuthenticatorAvailable?.().then((can) => {
    const field = document.getElementById("passkeys");
    if (field && can) field.value = "1";
  });
  document.getElementById("no-passkeys")?.remove();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hint.hidden = true;
    ask({});
  });
  const { rpId } = JSON.parse(options);
  // What is unknown goes first, or it would be offered again.
  const forget = unknown && credential.signalUnknownCredential?.({ rpId, credentialId: unknown });
  Promise.resolve(forget).catch(() => {}).then(offer);
})();
