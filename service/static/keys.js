// Keys for those who go through results without a mouse; "?" shows them. Letters can be switched off,
// since who speaks to the browser may say them by chance.

const keys = document.getElementById("keys");
const letters = document.getElementById("letters");
const OFF = "keys-off";
// The key at the same place, where the keyboard has another alphabet.
const PLACES = { Slash: "/", KeyJ: "j", KeyK: "k", KeyC: "c", KeyS: "s" };

function keyOf(event) {
  if (event.key === "?" || event.key === "؟") return "?";
  if (event.code === "Slash" && event.shiftKey) return "?";
  return /^[a-z/]$/i.test(event.key) ? event.key.toLowerCase() : PLACES[event.code];
}

const hits = () =>
  [...document.querySelectorAll("#main .hits > li, #main .rows > li")].filter((hit) =>
    hit.checkVisibility(),
  );

const current = () => document.activeElement.closest(".hits > li, .rows > li");

function move(step) {
  const all = hits();
  const at = all.indexOf(current());
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  if (!next) return;
  next.querySelector("a").focus();
  next.scrollIntoView({ block: "nearest" });
  next.dispatchEvent(new CustomEvent("hit:chosen", { bubbles: true }));
}

const actions = {
  "/": () => document.getElementById("q")?.select(),
  "?": () => keys.showModal(),
  j: () => move(1),
  k: () => move(-1),
  c: () =>
    (current() ?? document.getElementById("attestation"))
      ?.querySelector("footer > [data-copy], .foot [data-copy]")
      ?.click(),
  s: () => current()?.querySelector("[name=pick]")?.click(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (typing || keys.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = keyOf(event);
  if (!(key in actions) || (/[a-z]/.test(key) && localStorage.getItem(OFF))) return;
  event.preventDefault();
  actions[key]();
});

keys.querySelector("button").addEventListener("click", () => keys.close());
letters.checked = !localStorage.getItem(OFF);
letters.addEventListener("change", () => {
  if (letters.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});
