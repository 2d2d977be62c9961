// How references are read while they are typed; files dropped onto the page.
const form = document.querySelector("form[data-upload]");
const place = document.querySelector("[data-read]");
let waiting = 0;

async function read() {
  const asked = new URLSearchParams({
    text: form.elements.test_references.value,
    device_type: form.querySelector("[name=device_type]:checked")?.value || "",
    ocpp_version: form.querySelector("[name=ocpp_version]:checked")?.value || "",
  });
  const answer = await fetch(`/file/references?${asked}`);
  if (answer.ok) place.innerHTML = await answer.text();
}
form.addEventListener("input", (event) => {
  if (!["test_references", "device_type", "ocpp_version"].includes(event.target.name)) return;
  clearTimeout(waiting);
  waiting = setTimeout(read, 350);
});

const drop = document.querySelector("[data-drop]");
const input = document.getElementById("files");
function list() {
  const items = [...input.files].map((file) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = `${file.name} (${(file.size / 1e6).toFixed(1)} MB)`;
    item.append(name);
    return item;
  });
  document.querySelector("[data-chosen]").replaceChildren(...items);
}
input.addEventListener("change", list);
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("drop"); });
}
drop.addEventListener("dragleave", () => drop.classList.remove("drop"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("drop");
  const all = new DataTransfer();
  for (const file of [...input.files, ...event.dataTransfer.files]) all.items.add(file);
  input.files = all.files;
  list();
});
