// Passkeys: hands the server's question to the browser and sends its answer back in the form beside it.

const form = document.querySelector("form[data-passkey]");

async function ask() {
  const said = form.querySelector("[data-said]");
  const again = form.querySelector("button[type=submit]");
  try {
    const options = JSON.parse(form.dataset.options);
    const credential = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch (error) {
    said.textContent = window.PublicKeyCredential?.parseRequestOptionsFromJSON
      ? "That did not work, or was cancelled. Try again, or go back."
      : "This browser is too old for passkeys here. Sign in with password and code.";
    again.hidden = false;
    console.info(error);
  }
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  ask();
}
