// Passkeys: fills the hidden field of a form with what the device signs, and sends the form.
// Without this file, and in browsers without passkeys, the code by e-mail does the same work.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const listed = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));

const toCreate = ({ publicKey }) => ({
  publicKey: {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: listed(publicKey.excludeCredentials),
  },
});

const toGet = ({ publicKey }) => ({
  publicKey: {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    allowCredentials: listed(publicKey.allowCredentials),
  },
});

const answerOf = (key) => {
  const { response } = key;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = text(response[name]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return JSON.stringify({
    type: key.type,
    id: key.id,
    rawId: text(key.rawId),
    authenticatorAttachment: key.authenticatorAttachment,
    response: said,
    clientExtensionResults: key.getClientExtensionResults(),
  });
};

const given = () => JSON.parse(document.getElementById("passkey-options").textContent);

const fetched = async (form) => {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error("no options");
  return (await answer.json()).request_options;
};

let waiting = null;

const send = (form, key) => {
  form.elements.credential.value = answerOf(key);
  form.submit();
};

const complain = (form) => {
  let box = form.querySelector(".alert");
  if (!box) {
    box = document.createElement("p");
    box.className = "alert";
    box.setAttribute("role", "alert");
    form.prepend(box);
  }
  box.textContent = form.dataset.failed;
};

const use = async (form) => {
  waiting?.abort();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const kind = form.dataset.passkey;
    const credentials = navigator.credentials;
    if (kind === "add") send(form, await credentials.create(toCreate(given().creation_options)));
    else send(form, await credentials.get(toGet(kind === "ask" ? given().request_options : await fetched(form))));
  } catch {
    complain(form);
    button.disabled = false;
  }
};

// In a browser that has a passkey the address field offers it by itself.
const offer = async (form) => {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  waiting = new AbortController();
  const options = { ...toGet(await fetched(form)), mediation: "conditional", signal: waiting.signal };
  send(form, await navigator.credentials.get(options));
};

// A passkey belongs to a name: browsers make none for a bare network address.
const isNamed = !/^[\d.]+$|:/.test(location.hostname);

if (window.PublicKeyCredential && isNamed) {
  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      use(form);
    });
    if ("first" in form.dataset) offer(form).catch(() => {});
  }
  for (const note of document.querySelectorAll("[data-passkey-offer]")) note.hidden = false;
}
