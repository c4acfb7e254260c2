// Passkeys: asks the device for one, and sends what it answers by the form of the page.
"use strict";
(() => {
  const form = document.getElementById("passkey-form");
  if (!form || !window.PublicKeyCredential || !navigator.credentials) return;
  const status = document.getElementById("passkey-status");
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const say = (words) => {
    status.textContent = words;
    status.hidden = !words;
  };

  // What a device made or signed, as JSON.
  const told = (credential) => {
    const { response } = credential;
    const parts = { clientDataJSON: text(response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[name]) parts[name] = text(response[name]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts });
  };

  const create = () => {
    const { publicKey } = JSON.parse(form.dataset.options);
    const excludeCredentials = (publicKey.excludeCredentials || []).map((known) => ({ ...known, id: bytes(known.id) }));
    const user = { ...publicKey.user, id: bytes(publicKey.user.id) };
    return navigator.credentials.create({ publicKey: { ...publicKey, user, excludeCredentials, challenge: bytes(publicKey.challenge) } });
  };

  // Gives nothing where the server asks for patience, and says so.
  const get = async () => {
    const response = await fetch(form.dataset.start, { method: "POST", body: new URLSearchParams(), headers: { accept: "application/json" } });
    if (response.status === 429) {
      say((await response.json()).text);
      return null;
    }
    if (!response.ok) throw new Error(String(response.status));
    const { publicKey } = await response.json();
    return navigator.credentials.get({ publicKey: { ...publicKey, challenge: bytes(publicKey.challenge) } });
  };

  const faults = {
    InvalidStateError: "この端末のパスキーは、すでに登録されています。",
    NotAllowedError: "パスキーを使いませんでした。もう一度押すと、やり直せます。",
  };
  let isAsking = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    say("");
    try {
      const credential = await (form.dataset.options ? create() : get());
      if (credential) {
        form.elements.credential.value = told(credential);
        form.submit();
      }
    } catch (fault) {
      say(faults[fault.name] || "パスキーを使えませんでした。パスワードと認証コードをお使いください。");
    }
    isAsking = false;
  });
  form.hidden = false;
})();
