// Files that are sent show how far they are.
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
      if (place) {
        const to = new URL(place, location.href);
        const here = to.pathname === location.pathname && to.search === location.search;
        location.assign(to);
        if (here) location.reload();  // another fragment of this page alone would not load it anew
        return;
      }
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
