// What is chosen decides the standard, the cap and the pick list: fetch this same page for the choice
// and put its parts in place. Without a script the server says the same when the form is sent.
const CHOSEN = ["branch", "member", "occasion", "relation", "on"];
const PARTS = ["standard", "amount", "who"];

let asked = 0; // an answer that a later choice has overtaken is dropped

const form = document.getElementById("f-occasion").form;

const follow = async (event) => {
  if (!CHOSEN.includes(event.target.name)) return;
  const query = new URLSearchParams(CHOSEN.map((name) => [name, form.elements[name]?.value ?? ""]));
  const mine = ++asked;
  const answer = await fetch(`?${query}`, { headers: { Accept: "text/html" } });
  const text = await answer.text();
  if (!answer.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  PARTS.forEach((part) => replace(part, page));
};

const replace = (part, page) => {
  const old = document.querySelector(`[data-part="${part}"]`);
  const fresh = page.querySelector(`[data-part="${part}"]`);
  if (!old || !fresh) return;
  const typed = new Map([...old.querySelectorAll("input, select")].map((input) => [input.name, input.value]));
  const focused = document.activeElement?.id;
  old.replaceWith(fresh);
  typed.forEach((value, name) => { form.elements[name].value = value; });
  if (focused) document.getElementById(focused)?.focus();
};

form.addEventListener("change", follow);
