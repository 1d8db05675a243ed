// A passkey is made or shown: a button whose form has a hidden field for the answer. The options stand in the page, written by the server.
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const withBytes = (descriptors) => (descriptors || []).map((descriptor) => ({ ...descriptor, id: toBytes(descriptor.id) }));

const make = async (options) => {
  const user = { ...options.user, id: toBytes(options.user.id) };
  const publicKey = { ...options, user, challenge: toBytes(options.challenge), excludeCredentials: withBytes(options.excludeCredentials) };
  const { id, rawId, type, response } = await navigator.credentials.create({ publicKey });
  const transports = response.getTransports ? response.getTransports() : [];
  const answer = { clientDataJSON: toText(response.clientDataJSON), attestationObject: toText(response.attestationObject), transports };
  return { id, rawId: toText(rawId), type, response: answer };
};

const show = async (options) => {
  const publicKey = { ...options, challenge: toBytes(options.challenge), allowCredentials: withBytes(options.allowCredentials) };
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey });
  const answer = {
    clientDataJSON: toText(response.clientDataJSON),
    authenticatorData: toText(response.authenticatorData),
    signature: toText(response.signature),
    userHandle: response.userHandle ? toText(response.userHandle) : null,
  };
  return { id, rawId: toText(rawId), type, response: answer };
};

document.querySelectorAll("button[data-passkey]").forEach((button) => {
  const form = button.form;
  const say = (name) =>
    form.querySelectorAll("[data-passkey-message]").forEach((message) => {
      message.hidden = message.dataset.passkeyMessage !== name;
    });
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    say("unable");
    return;
  }
  button.addEventListener("click", async () => {
    const use = button.dataset.passkey === "make" ? make : show;
    try {
      form.elements[button.dataset.field].value = JSON.stringify(await use(JSON.parse(button.dataset.options)));
      form.submit();
    } catch {
      say("failed"); // taken back by the person, or no passkey of this site on this device
    }
  });
});
