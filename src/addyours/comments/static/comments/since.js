// Marks what is new since this reader's last visit and what they follow, and leads from one new comment
// to the next. Loaded only for readers who have any of it.

import { focusOn } from "../web/conversation.js";

const NEXT = "n";
const room = document.getElementById("comments");
let ids = [];

const article = (id) => document.getElementById(`comment-${id}`);

const next = () => {
  const here = document.activeElement.closest("article") ?? room.querySelector("article:target");
  const marked = [...room.querySelectorAll("li.new > article")];
  const after = marked.find((one) => !here || here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (after) return focusOn(after);
  // On another page of this conversation.
  const away = ids.find((id) => !article(id));
  if (away) location.assign(`/comments/${away}/`);
  else focusOn(marked[0]);
};

const offer = (note) => {
  const offered = note.cloneNode(true);
  offered.querySelector(".badge").remove();
  document.getElementById("talk")?.before(offered);
  offered.querySelector("button").addEventListener("click", next);
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key !== NEXT || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // A single letter means something only inside the conversation, and nothing where one types.
    if (!room.contains(target) || target.matches("input, textarea, select")) return;
    event.preventDefault();
    next();
  });
};

export const place = (mine) => {
  const followed = mine.querySelector("[data-followed]");
  for (const one of followed?.dataset.followed.trim().split(" ") ?? []) {
    const link = one === "thread" ? room.querySelector(".also a") : article(one)?.querySelector('a[href$="/follow/"]');
    if (link) link.firstChild.data = followed.textContent;
  }
  const note = mine.querySelector("[data-unseen]");
  if (!note) return;
  if (!room.querySelector(".unseen")) offer(note);
  ids = note.dataset.unseen.trim().split(" ");
  for (const id of ids) {
    const row = article(id)?.closest("li");
    if (!row || row.querySelector(":scope > article > header > [data-new]")) continue;
    const badge = note.querySelector(".badge").cloneNode(true);
    badge.dataset.new = "";
    row.querySelector("header").append(" ", badge);
    row.classList.add("new");
  }
};
