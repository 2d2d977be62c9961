// During a call: j/k move between cases, d decides, s proposes the severity, Escape leaves a form.
const cases = [...document.querySelectorAll("[data-agenda] > li")];
const typing = (target) => target.closest("input, textarea, select");
let here = Math.max(0, cases.findIndex((item) => item.getAttribute("aria-current")));

function stand(index) {
  here = Math.max(0, Math.min(cases.length - 1, index));
  for (const [place, item] of cases.entries()) item.toggleAttribute("data-here", place === here);
  cases[here]?.querySelector("h2 a").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelector("[data-close]")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = {
    j: () => stand(document.activeElement.closest("[data-agenda] > li") ? here + 1 : here),
    k: () => stand(here - 1),
    d: () => cases[here]?.querySelector("[data-decide]")?.click(),
    s: () => cases[here]?.querySelector("[data-severity]")?.click(),
  }[event.key];
  if (act) {
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }
}, true);

document.querySelector("[data-open] input:not([type=hidden]), [data-open] textarea")?.focus();
