// While a title is typed: which proposals of the congress are like it? The form works without this.
const title = document.getElementById("f-title");
const list = document.getElementById("similar");
let waiting = 0;

function shown(item) {
  const link = document.createElement("a");
  link.href = list.dataset.page.replace("PROPOSAL", encodeURIComponent(item.proposal));
  link.textContent = [item.number, item.title].filter(Boolean).join(" ");
  const line = document.createElement("li");
  line.append(link);
  return line;
}

async function look() {
  const congress = document.getElementById("f-congress")?.value || list.dataset.congress;
  if (!congress || title.value.trim().length < 4) return;
  const asked = new URLSearchParams({ congress, title: title.value.trim() });
  const answer = await fetch(`${list.dataset.search}?${asked}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const found = (await answer.json()).items.filter((each) => each.proposal !== list.dataset.own);
  list.replaceChildren(...found.map(shown));
  list.parentElement.hidden = found.length === 0;
}

if (title && list) {
  title.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 300);
  });
}
