// During a call: j/k move between cases, d decides, s proposes the severity, n notes, Escape leaves; cases are moved
// with Alt and an arrow, or by their number. Each of these is a link or a button of the page, which works without this.
const list = document.querySelector("[data-agenda]");
const cases = list ? [...list.children] : [];
const typing = (target) => target.closest("input, textarea, select");
let here = cases.findIndex((item) => item.getAttribute("aria-current") || `#${item.id}` === location.hash);

function stand(index, focus = true) {
  here = Math.max(0, Math.min(cases.length - 1, index));
  for (const [place, item] of cases.entries()) item.toggleAttribute("data-here", place === here);
  if (focus) cases[here]?.querySelector("h2 a").focus();
}

const first = (place) => place.querySelector(".errors")
  || place.querySelector("input:not([type=hidden]):checked, textarea, select, input:not([type=hidden])");

// A form comes to its case; what is typed in another one stays there.
async function bring(link) {
  const place = link.closest("li").querySelector("[data-form-place]");
  const wanted = new URL(link.href).searchParams.get("do");
  if (place.dataset.filled !== wanted) {
    const answer = await fetch(link.href, { headers: { "X-Fragment": "1" } });
    if (!answer.ok) { location.assign(link.href); return; }
    place.innerHTML = await answer.text();
    place.dataset.filled = wanted;
  }
  place.hidden = false;
  first(place)?.focus();
}

function leave(target) {
  const place = target.closest("[data-form-place]") || cases[here]?.querySelector("[data-form-place]:not(:empty)");
  const note = target.closest("details[data-note]");
  if (note) note.open = false;
  else if (place) place.hidden = true;
  stand(here);
}

function note() {
  const details = cases[here]?.querySelector("details[data-note]");
  if (!details) return;
  details.open = true;
  details.querySelector("textarea").focus();
}

const press = (what) => cases[here]?.querySelector(what)?.click();

document.addEventListener("keydown", (event) => {
  if (!cases.length || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") { leave(event.target); return; }
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown") && !typing(event.target)) {
    event.preventDefault();
    press(`[data-move=${event.key === "ArrowUp" ? "up" : "down"}] button`);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = {
    j: () => stand(here + 1),
    k: () => stand(here - 1),
    d: () => press("[data-decide]"),
    s: () => press("[data-severity]"),
    n: note,
  }[event.key];
  if (act) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (here < 0 && !"jk".includes(event.key)) stand(0);
    act();
  }
}, true);

list?.addEventListener("click", (event) => {
  const item = event.target.closest("[data-agenda] > li");
  if (item) stand(cases.indexOf(item), false);
  const link = event.target.closest("[data-form-here]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    bring(link);
  }
  if (event.target.closest("[data-close]")) {
    event.preventDefault();
    leave(event.target);
  }
});
list?.addEventListener("focusin", (event) => stand(cases.indexOf(event.target.closest("[data-agenda] > li")), false));

// A case is dragged by its number to where it shall stand.
if (list?.hasAttribute("data-sortable")) {
  let dragged = null;
  const upper = (item, event) => event.clientY < item.getBoundingClientRect().top + item.offsetHeight / 2;
  const clear = () => { for (const item of cases) item.classList.remove("above", "below"); };
  for (const item of cases) {
    const handle = item.querySelector("[data-handle]");
    handle.draggable = Boolean(item.querySelector("[data-move]"));
    if (handle.draggable) handle.title = "Drag to another place";
    handle.addEventListener("dragstart", (event) => { dragged = item; event.dataTransfer.effectAllowed = "move"; });
    item.addEventListener("dragover", (event) => {
      if (!dragged || dragged === item) return;
      event.preventDefault();
      clear();
      item.classList.add(upper(item, event) ? "above" : "below");
    });
    item.addEventListener("drop", (event) => {
      event.preventDefault();
      const form = dragged?.querySelector("[data-move]");
      if (!form || dragged === item) return;
      form.elements.position.value = Number(item.dataset.position) + (upper(item, event) ? 0 : 1);
      form.requestSubmit();
    });
  }
  list.addEventListener("dragend", () => { dragged = null; clear(); });
}

const open = document.querySelector("[data-open]");
if (open) first(open)?.focus();
else if (here >= 0) stand(here);
