// Comforts on top of pages that work without this file. Results may be exchanged at any time, so
// everything listens at the document.

const status = document.getElementById("status");
const failure = document.getElementById("failure");

// Writing to the clipboard needs a secure context; a copy event works on plain http too.
async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const put = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
  };
  document.addEventListener("copy", put, { once: true });
  if (!document.execCommand("copy")) {
    document.removeEventListener("copy", put);
    throw new Error("The browser refused to copy");
  }
}

// On a card the title has the address, and the way back to the results besides.
function permanent(button) {
  const title = button.closest(".hit")?.querySelector("h2 a");
  const address = new URL(button.dataset.link || title.href, location);
  for (const name of ["evidence", "search"]) address.searchParams.delete(name);
  return address.href;
}

function textOf(button) {
  if (!("copy" in button.dataset)) return permanent(button);
  const quote = document.getElementById(button.dataset.copy).cloneNode(true);
  // Where it is pasted, they could show its words in another order.
  for (const sign of quote.querySelectorAll(".override")) sign.textContent = "\ufffd";
  const { before, after, address } = button.dataset;
  if (address !== undefined) {
    const line = quote.textContent.replace(/\s+/g, " ").trim();
    return `${before}${line}${after} ${address || permanent(button)}`;
  }
  const cite = "cited" in button.dataset ? button.closest("[data-cite]").dataset.cite : "";
  return before + quote.textContent + cite + after;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-link]");
  if (!button) return;
  const label = button.dataset.label ?? button.textContent;
  button.dataset.label = label;
  const { copied, linked, failed } = status.dataset;
  let outcome = "copy" in button.dataset ? copied : linked;
  try {
    await copy(textOf(button));
  } catch {
    outcome = failed;
  }
  button.textContent = status.textContent = outcome;
  setTimeout(() => {
    button.textContent = label;
    status.textContent = "";
  }, 2000);
});

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.closest("#filters") && target.form) target.form.requestSubmit();
  if (target.name === "pick") count();
});

function count() {
  const line = document.getElementById("chosen");
  const number = document.querySelectorAll("[name=pick]:checked").length;
  line.textContent = line.dataset.words.split("|")[number];
}

// An open menu closes as any other: with Escape, or by a click beside it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Where a program that handed the address on lost its anchor.
if (!location.hash) {
  const place = document.querySelector(".match.current, #sentence");
  place?.scrollIntoView({ block: "center", behavior: "instant" });
}

// All matches in a document are on its page: the next one takes no new page.
document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  if (!step) return;
  event.preventDefault();
  const matches = [...document.querySelectorAll(".match[id]")];
  const shown = matches.findIndex((match) => match.classList.contains("current"));
  const next = (shown + Number(step.dataset.step) + matches.length) % matches.length;
  for (const match of document.querySelectorAll(".match.current")) match.classList.remove("current");
  matches[next].classList.add("current");
  matches[next].scrollIntoView({ block: "center" });
  document.getElementById("match").textContent = next + 1;
});

// What had the focus when the page was asked for.
let left = document.body;

// An address says only what was chosen.
document.addEventListener("htmx:configRequest", (event) => {
  const { parameters, target } = event.detail;
  for (const [name, value] of Object.entries(parameters)) {
    if (value === "" || (name === "sort" && value === "relevance") || (name === "view" && value === "list")) delete parameters[name];
  }
  if (target.id !== "main") return;
  failure.hidden = true;
  left = document.activeElement;
});

// What had the focus was out of sight and is gone: the keyboard goes on at the same filter, or else
// at the results.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "main" || document.activeElement !== document.body) return;
  const main = document.getElementById("main");
  const isSame = ({ name, type, value }) =>
    name === left.name && type === left.type && (type !== "checkbox" || value === left.value);
  const place = left.matches("input") ? [...main.querySelectorAll("input")].find(isSame) : null;
  (place ?? main).focus({ preventScroll: true });
});

// A service that is busy says when to come again.
function retry() {
  const problem = document.querySelector("[data-retry]");
  if (!problem) return;
  const { retry, seconds } = problem.dataset;
  setTimeout(() => {
    if (problem.isConnected) location.replace(retry);
  }, 1000 * seconds);
}

retry();

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "main") return;
  retry();
  status.textContent = document.getElementById("count")?.textContent ?? "";
  // The box has the question of the results that are shown, also after a suggestion was followed.
  const asked = new URLSearchParams(location.search).get("q");
  if (asked !== null) document.getElementById("q").value = asked;
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (event.detail.target?.id === "main") failure.hidden = false;
  });
}

// Files can be dropped where they can be chosen.
for (const drop of document.querySelectorAll(".drop")) {
  const input = drop.querySelector("input");
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", over);
      if (name !== "drop") return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

// Which files were chosen; the browser says how many.
document.addEventListener("change", ({ target }) => {
  const list = document.getElementById("chosen-files");
  if (target.id !== "files" || !list) return;
  const files = [...target.files].map((file) => {
    const line = document.createElement("li");
    line.dir = "auto";
    line.textContent = file.name;
    return line;
  });
  list.replaceChildren(...files);
  list.hidden = files.length === 0;
});

// How much of the files has been sent.
document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = document.getElementById("sending");
  if (!bar || event.target.id !== "upload" || !event.detail.lengthComputable) return;
  bar.hidden = false;
  bar.value = (100 * event.detail.loaded) / event.detail.total;
});
