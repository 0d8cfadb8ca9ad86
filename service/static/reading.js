// Where the window is wide enough, the document of the chosen result stands beside the list. The links
// are those of the page: with a key held, in a narrow window or without this file they are followed.

const wide = matchMedia("(min-width: 90rem)");
const HITS = ".hits > li, .rows > li";
// Who goes through the list with a key held reads none of what is passed by.
const PAUSE = 200;
let asked = new AbortController();
let passing;

const titleOf = (hit) => hit.querySelector("h2 a, :scope > a");
const hitOf = (link) =>
  [...document.querySelectorAll(HITS)].find((hit) => titleOf(hit).href === link.href);

function center() {
  const pane = document.getElementById("reading");
  const place = pane.querySelector(".match.current, #sentence");
  const above = place ? place.getBoundingClientRect().top - pane.getBoundingClientRect().top : 0;
  pane.scrollTop = place ? pane.scrollTop + above - pane.clientHeight / 3 : 0;
}

async function show(hit) {
  clearTimeout(passing);
  asked.abort();
  asked = new AbortController();
  const { href } = titleOf(hit);
  let page;
  try {
    const answer = await fetch(href, { signal: asked.signal, headers: { Accept: "text/html" } });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch (error) {
    if (error.name !== "AbortError") location.assign(href);
    return;
  }
  if (!hit.isConnected) return;
  document.querySelector("[aria-current=location]")?.removeAttribute("aria-current");
  hit.setAttribute("aria-current", "location");
  page.querySelector("#main > .back")?.remove();
  document.getElementById("reading-text").replaceChildren(...page.getElementById("main").children);
  document.getElementById("reading-bar").hidden = false;
  document.getElementById("reading-page").href = href;
  history.replaceState(history.state, "", `#${hit.id}`);
  center();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".found a, #reading a");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !wide.matches || !isPlain) return;
  if (link.getAttribute("href") === "#sentence") {
    event.preventDefault();
    center();
    return;
  }
  const hit = link.id === "reading-page" ? null : hitOf(link);
  if (!hit) return;
  event.preventDefault();
  if (hit.hasAttribute("aria-current")) document.getElementById("reading").focus();
  else show(hit);
});

document.addEventListener("hit:chosen", (event) => {
  clearTimeout(passing);
  if (wide.matches) passing = setTimeout(() => event.target.isConnected && show(event.target), PAUSE);
});

document.addEventListener("keydown", (event) => {
  const isInside = event.target.closest("#reading") && !event.target.closest(".menu[open]");
  if (event.key !== "Escape" || !isInside) return;
  const hit = document.querySelector("[aria-current=location]");
  if (hit) titleOf(hit).focus();
});

// The address says which document stands there.
function follow() {
  const hit = document.getElementById(location.hash.slice(1));
  if (wide.matches && document.getElementById("reading") && hit?.matches(HITS)) show(hit);
}

addEventListener("hashchange", follow);
follow();
