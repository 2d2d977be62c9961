// Files that are sent show how far they are.
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
      if (sending.status < 400) { location.assign(sending.responseURL); location.reload(); return; }
      document.open();
      document.write(sending.responseText);
      document.close();
    });
    sending.addEventListener("error", () => { name.textContent = "The connection broke; nothing was sent. Send it again."; bar.remove(); });
    sending.open("POST", form.action);
    sending.send(new FormData(form, event.submitter));
  });
}
