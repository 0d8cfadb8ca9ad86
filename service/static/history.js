// What was searched for in this browser. It stays here: nothing of it is sent, signing out clears it,
// and whoever signs in with another key finds none of it. Switched off, nothing is kept.

const KEPT = "searches";
const OFF = "searches-off";
const MOST = 20;
const LONGEST = 500;
const OFFERED = 3;

const reader = document.body.dataset.reader;
const section = document.getElementById("past");

// A browser that keeps nothing for pages throws.
function stored(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function store(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Nothing is kept, then.
  }
}

const isOn = () => reader !== undefined && stored(OFF) === null;

function asked() {
  if (!isOn()) return [];
  try {
    const kept = JSON.parse(stored(KEPT));
    if (kept?.reader !== reader || !Array.isArray(kept.asked)) return [];
    return kept.asked.filter((each) => typeof each === "string").slice(0, MOST);
  } catch {
    return [];
  }
}

const folded = (text) => text.normalize("NFKC").replace(/[\u064b-\u0652\u0640]/g, "").trim().toLowerCase();

// Earlier searches that have what is typed; with nothing typed, the latest.
export function past(typed) {
  const wanted = folded(typed);
  if (!wanted) return asked();
  return asked()
    .filter((each) => folded(each).includes(wanted) && folded(each) !== wanted)
    .slice(0, OFFERED);
}

function note() {
  const question = new URLSearchParams(location.search).get("q")?.trim();
  if (location.pathname !== "/" || !question || question.length > LONGEST || !isOn()) return;
  const others = asked().filter((each) => each !== question);
  store(KEPT, JSON.stringify({ reader, asked: [question, ...others].slice(0, MOST) }));
}

function clear() {
  store(KEPT, null);
}

function show() {
  if (!section) return;
  const lines = asked().map((question) => {
    const link = document.createElement("a");
    link.href = `/?${new URLSearchParams({ q: question })}`;
    link.textContent = question;
    const line = document.createElement("li");
    line.dir = "auto";
    line.append(link);
    return line;
  });
  section.querySelector("ul").replaceChildren(...lines);
  section.querySelector("#past-on").checked = isOn();
  section.querySelector("#past-clear").hidden = lines.length === 0;
  // Nothing is to be said where nothing was searched for yet.
  section.hidden = isOn() && lines.length === 0;
}

// Of somebody else, or of nobody any more.
if (reader === undefined ? document.getElementById("key") : !asked().length) clear();
document.getElementById("sign-out")?.addEventListener("submit", clear);
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "main") note();
});
section?.querySelector("#past-on").addEventListener("change", ({ target }) => {
  store(OFF, target.checked ? null : "1");
  if (!target.checked) clear();
  show();
  section.hidden = false;
});
section?.querySelector("#past-clear").addEventListener("click", ({ target }) => {
  clear();
  show();
  section.hidden = false;
  section.querySelector("#past-on").focus();
  document.getElementById("status").textContent = target.dataset.done;
});
note();
show();
