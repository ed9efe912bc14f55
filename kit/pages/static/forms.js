// What was typed is not lost. A form is sent only to a server that answers and knows this browser; and what a page refused is put back
// when the form is opened again. It is kept in this tab alone, and never what stands in a field for a passphrase.
const own = document.currentScript;
const KEY = "trellis-typed";
const NOT_TYPED = ["hidden", "password", "file", "checkbox", "radio", "submit", "button"];

function here() {
  const address = new URL(location.href);
  address.searchParams.delete("token");
  return address.pathname + address.search;
}

function typedIn(form) {
  return [...form.elements].filter((one) => one.name && "value" in one && one.localName !== "button" && !NOT_TYPED.includes(one.type));
}

function answers() {
  const ask = new XMLHttpRequest();
  ask.open("GET", own.dataset.server, false); // waited for: a form that has left cannot be called back
  try {
    ask.send();
  } catch {
    return false;
  }
  return ask.status !== 403;
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  form.querySelector("[data-unsent]")?.remove();
  if (!answers()) {
    event.preventDefault();
    const said = document.createElement("p");
    said.className = "note";
    said.dataset.unsent = "";
    said.setAttribute("role", "alert");
    said.textContent = own.dataset.unsent;
    form.append(said);
    return;
  }
  const values = typedIn(form).map((one) => [one.name, one.value]);
  const kept = { page: here(), action: form.getAttribute("action"), number: [...document.forms].indexOf(form), values };
  sessionStorage.setItem(KEY, JSON.stringify(kept));
});

function putBack({ action, number, values }) {
  const form = document.forms[number];
  if (form?.getAttribute("action") !== action) return;
  typedIn(form).forEach((one, place) => {
    const [name, value] = values[place] ?? [];
    if (one.name !== name || one.value === value) return;
    one.value = value;
    for (let around = one.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  });
}

const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
if (kept && document.querySelector("[data-failed]")) {
  sessionStorage.setItem(KEY, JSON.stringify({ ...kept, failed: true }));
} else if (kept && (!kept.failed || kept.page === here())) {
  sessionStorage.removeItem(KEY);
  if (kept.failed) putBack(kept);
}
