(() => {
  const form = document.getElementById("new-passkey");
  const credential = self.PublicKeyCredential;
  if (!form || !credential?.parseCreationOptionsFromJSON) return;
  const { options, unknown } = form.dataset;
  const hints = { InvalidStateError: "new-passkey-there" };
  const show = (id) => {
    for (const hint of ["new-passkey-hint", "new-passkey-there"]) {
      document.getElementById(hint).hidden = hint !== id;
    }
  };
  const made = (passkey) => {
    form.elements.passkey.value = JSON.stringify(passkey);
    form.submit();
  };
  let alone;
  const make = async () => {
    alone?.abort();
    show();
    try {
      const publicKey = credential.parseCreationOptionsFromJSON(JSON.parse(options));
      const { username, email, called } = form.elements;
      const name = email?.value || username?.value;
      if (name) Object.assign(publicKey.user, { name, displayName: called?.value || name });
      made(await navigator.credentials.create({ publicKey }));
    } catch ({ name }) {
      show(hints[name] ?? "new-passkey-hint");
    }
  };
  // Where the password came from a password manager, it may make a passkey without a question.
  const makeAlone = async () => {
    const able = await credential.getClientCapabilities?.();
    if (!able?.conditionalCreate) return;
    alone = new AbortController();
    const publicKey = credential.parseCreationOptionsFromJSON(JSON.parse(options));
    const passkey = await navigator.credentials.create({ publicKey, mediation: "conditional", signal: alone.signal });
    form.elements.conditional.value = "1";
    made(passkey);
  };
  if ("conditional" in form.dataset) makeAlone().catch(() => {});
  form.hidden = false;
  document.getElementById("unable").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    make();
  });
  const { rp } = JSON.parse(options);
  if (unknown) credential.signalUnknownCredential?.({ rpId: rp.id, credentialId: unknown }).catch(() => {});
})();
