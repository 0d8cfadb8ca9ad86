// What the words typed so far may go on as: a list below the box (the ARIA pattern of a combobox).
// The focus stays in the box; the option that is active is named to those who do not see it.

import { past } from "./history.js";

const box = document.getElementById("q");
const list = document.getElementById("suggestions");
let active = -1;

// Earlier searches stand before what the archive has.
function withPast() {
  const known = past(box.value).map((question, at) => {
    const option = document.createElement("li");
    option.role = "option";
    option.id = `past-${at + 1}`;
    option.ariaSelected = "false";
    option.dir = "auto";
    option.className = "past";
    option.dataset.value = question;
    option.textContent = question;
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.textContent = ` (${list.dataset.past})`;
    option.append(said);
    return option;
  });
  const found = options().filter((each) => !known.some((one) => one.dataset.value === each.textContent));
  list.replaceChildren(...known, ...found.filter((each) => !each.classList.contains("past")));
}

function open() {
  const isOpen = wanted && options().length > 0 && document.activeElement === box;
  active = -1;
  list.hidden = !isOpen;
  box.setAttribute("aria-expanded", String(isOpen));
}

function openPast() {
  if (box.value.trim() || !list.hidden) return;
  wanted = true;
  list.replaceChildren();
  withPast();
  open();
}
// What comes after the list was closed, or the box left, is not shown.
let wanted = false;

const options = () => [...(list?.children ?? [])];

function close() {
  wanted = false;
  activate(-1);
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
}

function activate(index) {
  active = index;
  for (const [at, option] of options().entries()) {
    option.setAttribute("aria-selected", String(at === index));
    if (at === index) option.scrollIntoView({ block: "nearest" });
  }
  if (index < 0) box.removeAttribute("aria-activedescendant");
  else box.setAttribute("aria-activedescendant", options()[index].id);
}

function choose(option) {
  box.value = option.dataset.value ?? option.textContent;
  close();
  box.form.requestSubmit();
}

function onKey(event) {
  if (event.key === "ArrowDown") openPast();
  const count = options().length;
  if (list.hidden || !count || event.isComposing) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    // From the last option on to what was typed, and from there to the first.
    activate(((active + 1 + steps[event.key] + count + 1) % (count + 1)) - 1);
  } else if (event.key === "Enter" && active >= 0) {
    choose(options()[active]);
  } else if (event.key === "Escape") {
    close();
  } else {
    return;
  }
  event.preventDefault();
}

if (list) {
  box.addEventListener("keydown", onKey);
  box.addEventListener("input", () => {
    wanted = true;
    activate(-1);
  });
  box.addEventListener("click", openPast);
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  // A press would take the focus out of the box before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  list.addEventListener("htmx:afterSwap", () => {
    withPast();
    open();
  });
}
