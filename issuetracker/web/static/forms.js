// Forms of actions come to where they are opened; what they would cause follows what is chosen; the composer says who reads.
const FRAGMENT = { "X-Fragment": "1" };

async function bring(details) {
  const place = details.querySelector(".pad-form");
  if (!place || details.dataset.there) return;
  details.dataset.there = "yes";
  const answer = await fetch(details.dataset.form, { headers: FRAGMENT });
  if (!answer.ok) return;
  place.innerHTML = await answer.text();
  place.querySelector("input:not([type=hidden]), textarea, select")?.focus();
}

for (const details of document.querySelectorAll("details[data-form]")) {
  details.addEventListener("toggle", () => { if (details.open) bring(details); });
}

const previews = new WeakMap();
async function preview(form) {
  const data = new FormData(form);
  data.set("do", "look");
  const answer = await fetch(form.action, { method: "POST", body: data, headers: FRAGMENT });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("[data-causes] ul");
  if (now) form.querySelector("[data-causes] ul").replaceWith(now);
}
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-preview]");
  if (!form) return;
  clearTimeout(previews.get(form));
  previews.set(form, setTimeout(() => preview(form), 300));
});

function composer(form) {
  const chosen = form.querySelector("[name=visibility]:checked");
  if (!chosen) return;
  for (const line of form.querySelectorAll("[data-for]")) line.hidden = line.dataset.for !== chosen.value;
  form.classList.toggle("outside", chosen.value !== "oca");
  const send = form.querySelector("[data-send]");
  const people = Number(chosen.dataset.mailed);
  send.textContent = chosen.value === "oca" ? "Add note for OCA only" : `Send to ${people} ${people === 1 ? "person" : "people"} outside OCA`;
}
for (const form of document.querySelectorAll("form.compose")) {
  form.addEventListener("change", () => composer(form));
  composer(form);
}
