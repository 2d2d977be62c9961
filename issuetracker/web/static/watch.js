// What goes on in the background, shown again as it goes; without this the page loads itself anew.
const EVERY = 2000;

async function look() {
  const shown = document.querySelector("[data-live]");
  if (!document.hidden && !shown.contains(document.activeElement)) {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live]");
    if (!answer.ok || !fresh) return;
    shown.replaceWith(fresh);
    if (fresh.dataset.live !== "on") return;
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
