// Comforts on top of pages that work without this file.

const status = document.getElementById("status");

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

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const quote = document.getElementById(button.dataset.copy).textContent;
    let outcome = "نُسخ مع مصدره";
    try {
      await copy(`${quote}\n\n${button.dataset.citation}`);
    } catch {
      outcome = "تعذّر النسخ";
    }
    button.textContent = status.textContent = outcome;
    setTimeout(() => {
      button.textContent = label;
      status.textContent = "";
    }, 2000);
  });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, [contenteditable]");
  // The key of the slash, whatever the keyboard's language prints on it.
  if (event.code !== "Slash" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  document.getElementById("q").select();
});
