// Keyboard: j/k move along a list, Enter opens, / searches, ? says all of it.
const KEYS = [
  ["j, k", "next, previous line of a list"],
  ["Enter", "open the line"],
  ["/", "search"],
  ["g w", "my work"],
  ["g c", "cases"],
  ["m", "write a message (on a case)"],
  ["Ctrl Enter", "send the form that you are in"],
  ["?", "these keys"],
];

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
let waiting = "";

function rows() {
  return [...document.querySelectorAll("[data-list] tbody tr")].filter((row) => row.querySelector("a[href]"));
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.max(0, Math.min(all.length - 1, here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step))];
  const link = next.querySelector(".subject a, a[href]");
  link.focus();
  next.scrollIntoView({ block: "nearest" });
}

export function showKeys() {
  let dialog = document.getElementById("keys");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "keys";
    dialog.setAttribute("aria-label", "Keys");
    const heading = document.createElement("h2");
    heading.textContent = "Keys";
    const list = document.createElement("dl");
    list.className = "facts";
    const more = [...document.querySelectorAll("[data-key]")].map((e) => [e.dataset.key, e.dataset.keyLabel || e.textContent.trim()]);
    for (const [key, what] of [...KEYS, ...more]) {
      const term = document.createElement("dt");
      const kbd = document.createElement("kbd");
      kbd.textContent = key;
      term.append(kbd);
      const text = document.createElement("dd");
      text.textContent = what;
      list.append(term, text);
    }
    const close = document.createElement("button");
    close.className = "btn";
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.append(heading, list, close);
    document.body.append(dialog);
  }
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector("[type=submit]"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (waiting === "g") {
    waiting = "";
    const place = { w: "/work", c: "/cases" }[event.key];
    if (place) location.assign(place);
    return;
  }
  const act = {
    j: () => move(1),
    k: () => move(-1),
    g: () => { waiting = "g"; setTimeout(() => { waiting = ""; }, 1500); },
    m: () => document.getElementById("body")?.focus(),
    "/": () => document.getElementById("q")?.focus(),
    "?": showKeys,
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", showKeys);
}
