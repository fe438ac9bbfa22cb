/* Comfort only; every page works without it. Copies ids, keeps drafts of long forms in this browser,
   and moves to a line of a text where its mistake is clicked. */
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

document.addEventListener("click", (event) => {
  const to = event.target.closest("[data-line]");
  const field = to && document.querySelector(to.getAttribute("href"));
  if (!field || !field.setSelectionRange) return;
  event.preventDefault();
  const lines = field.value.split("\n");
  const at = Math.min(Number(to.dataset.line), lines.length) - 1;
  const start = lines.slice(0, at).join("\n").length + (at ? 1 : 0);
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, start + lines[at].length);
  const high = parseFloat(getComputedStyle(field).lineHeight);
  field.scrollTop = Math.max(0, (at - 4) * high);
  field.scrollLeft = 0;
  scrollBy(0, field.getBoundingClientRect().top + (at + 1) * high - field.scrollTop - innerHeight / 2);
});
