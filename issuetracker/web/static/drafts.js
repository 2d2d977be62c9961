// What is typed in a form with data-draft is kept on the server, so that a closed tab loses nothing.
const WAIT = 1200;

function keep(form) {
  const data = new FormData();
  data.set("csrf_token", form.elements.csrf_token.value);
  data.set("place", form.dataset.draftPlace || new URL(form.action).pathname);
  data.set("title", form.dataset.draft);
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrf_token") data.append("text." + name, value);
  }
  return fetch("/drafts", { method: "POST", body: data, keepalive: true })
    .then((answer) => say(form, answer.ok ? "Kept as a draft." : "This draft could not be kept; copy long texts elsewhere."))
    .catch(() => say(form, "No connection; your draft is not kept at the moment."));
}

function say(form, text) {
  let line = form.querySelector("[data-kept]");
  if (!line) {
    line = document.createElement("p");
    line.className = "small quiet";
    line.dataset.kept = "";
    line.setAttribute("role", "status");
    (form.querySelector(".pad") || form).append(line);
  }
  line.textContent = text;
}

const timers = new WeakMap();
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  form.dataset.dirty = "yes";
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => { delete form.dataset.dirty; keep(form); }, WAIT));
});
document.addEventListener("submit", (event) => { delete event.target.dataset.dirty; clearTimeout(timers.get(event.target)); });
addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-draft][data-dirty]")) keep(form);
});
