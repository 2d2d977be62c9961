// Everything here makes pages quicker; without it every page and every action works all the same.
import "./keys.js";
import "./drafts.js";
import "./forms.js";
import "./upload.js";

document.documentElement.dataset.js = "on";

// A link to something folded away opens it.
function unfold() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.tagName === "DETAILS") target.open = true;
}
addEventListener("hashchange", unfold);
unfold();
