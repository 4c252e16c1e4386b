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
  const make = async () => {
    show();
    try {
      const publicKey = credential.parseCreationOptionsFromJSON(JSON.parse(options));
      const { username, email, called } = form.elements;
      const name = email?.value || username?.value;
      if (name) Object.assign(publicKey.user, { name, displayName: called?.value || name });
      const made = await navigator.credentials.create({ publicKey });
      form.elements.passkey.value = JSON.stringify(made);
      form.submit();
    } catch ({ name }) {
      show(hints[name] ?? "new-passkey-hint");
    }
  };
  form.hidden = false;
  document.getElementById("unable").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    make();
  });
  const { rp } = JSON.parse(options);
  if (unknown) credential.signalUnknownCredential?.({ rpId: rp.id, credentialId: unknown }).catch(() => {});
})();
