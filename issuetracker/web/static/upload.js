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
    // The files are sent one after the other: what has left fills their bars in order.
    const bars = files.map((file) => {
      const item = document.createElement("li");
      const name = document.createElement("span");
      name.textContent = file.name;
      const bar = document.createElement("progress");
      bar.max = Math.max(file.size, 1);
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      item.append(name, bar);
      return { item, bar, size: file.size };
    });
    form.querySelector("[data-progress]").replaceChildren(...bars.map((each) => each.item));
    const sending = new XMLHttpRequest();
    sending.upload.addEventListener("progress", (step) => {
      if (!step.lengthComputable) return;
      const all = bars.reduce((sum, each) => sum + each.size, 0);
      let left = Math.max(0, step.loaded - Math.max(0, step.total - all));
      for (const { bar, size } of bars) {
        bar.value = step.loaded === step.total ? bar.max : Math.min(size, left);
        left = Math.max(0, left - size);
      }
    });
    sending.addEventListener("load", () => {
      const place = sending.getResponseHeader("Location");
      if (place) { follow(new URL(place, location.href).href); return; }
      document.open();
      document.write(sending.responseText);
      document.close();
    });
    sending.addEventListener("error", () => {
      const item = document.createElement("li");
      item.textContent = "The connection broke; nothing was sent. Send it again.";
      form.querySelector("[data-progress]").replaceChildren(item);
    });
    sending.open("POST", form.action);
    // Where to go next is said and not followed: the page that follows has a line that is shown once.
    sending.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    sending.send(new FormData(form, event.submitter));
  });
}
