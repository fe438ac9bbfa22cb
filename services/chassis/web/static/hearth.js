/* Comfort only; every page works without it. Copies ids, keeps drafts of long forms in this browser,
   and sends the period form when a year is chosen. */
"use strict";

document.addEventListener("click", (event) => {
  const id = event.target.closest("[data-copy]");
  if (!id || !navigator.clipboard || String(getSelection())) return;
  navigator.clipboard.writeText(id.dataset.copy).then(() => {
    id.classList.add("is-copied");
    setTimeout(() => id.classList.remove("is-copied"), 1200);
  });
});

const KEPT = "input:not([type=hidden]), textarea, select";
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = "draft:" + location.pathname + ":" + form.dataset.draft;
  const kept = JSON.parse(localStorage.getItem(key) || "{}");
  for (const field of form.querySelectorAll(KEPT)) {
    if (field.type !== "checkbox" && field.type !== "radio" && !field.value && kept[field.name]) {
      field.value = kept[field.name];
    }
  }
  form.addEventListener("input", () => {
    const now = {};
    for (const field of form.querySelectorAll(KEPT)) now[field.name] = field.value;
    localStorage.setItem(key, JSON.stringify(now));
  });
  form.addEventListener("submit", () => localStorage.removeItem(key));
}

const wrong = document.getElementById("what-is-wrong");
if (wrong) wrong.focus();
