// Files that are sent show how far they are.
function follow(address) {
  const there = new URL(address);
  const same = there.origin + there.pathname + there.search === location.origin + location.pathname + location.search;
  location.assign(address);
  if (same) location.reload(); // another place in the page that is shown would not be asked for again
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    if (!files.length) return;
    event.preventDefault();
    const list = form.querySelector("[data-progress]");
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = files.map((file) => file.name).join(", ");
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", name.textContent);
    item.append(name, bar);
    list.replaceChildren(item);
    const sending = new XMLHttpRequest();
    sending.upload.addEventListener("progress", (step) => {
      if (step.lengthComputable) bar.value = Math.round((step.loaded / step.total) * 100);
    });
    sending.addEventListener("load", () => {
      if (sending.status < 400) { follow(sending.responseURL); return; }
      document.open();
      document.write(sending.responseText);
      document.close();
    });
    sending.addEventListener("error", () => { name.textContent = "The connection broke; nothing was sent. Send it again."; bar.remove(); });
    sending.open("POST", form.action);
    sending.send(new FormData(form, event.submitter));
  });
}
