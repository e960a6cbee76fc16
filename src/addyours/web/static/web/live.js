// New comments appear on an open page without moving the text under anybody's eyes: a button says how
// many there are and brings them in. The stream tells positions and ids; what is shown is fetched.

import { depthOf, focusOn, lastOfBranch, say, whenSettled } from "./conversation.js";

const room = document.getElementById("comments");
const button = document.getElementById("fresh");
const fresh = new Set();
const MOST = 30;
let stream = null;
let position = room?.dataset.position;
let mustReload = false;

const row = (id) => document.getElementById(`comment-${id}`)?.closest("li");

const fetchItem = async (id) => {
  const answer = await fetch(`/comments/${id}/item/`);
  if (!answer.ok) return null;
  const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
  const title = body.querySelector("#comments-title");
  if (title) document.getElementById("comments-title").replaceWith(title);
  const item = body.querySelector("li");
  if (item) window.htmx?.process(item);
  return item;
};

const place = (item) => {
  const parent = item.dataset.parent && row(item.dataset.parent);
  const list = document.getElementById("comment-list");
  const isNewestFirst = document.getElementById("by-newest")?.hasAttribute("aria-current");
  if (parent) lastOfBranch(parent).after(item);
  else if (depthOf(item) > 1) return false;
  else if (isNewestFirst) list.prepend(item);
  else list.append(item);
  return true;
};

const offer = () => {
  const forms = JSON.parse(room.dataset.fresh);
  const form = forms[new Intl.PluralRules(document.documentElement.lang).select(fresh.size)] ?? forms.other;
  button.hidden = !fresh.size;
  button.textContent = form.replace("%s", fresh.size);
  if (fresh.size) say(button.textContent);
};

// What changed is told to everybody at the same moment: spread over half a second, thousands of
// readers ask one page render of the server and not thousands.
const soon = () => new Promise((done) => setTimeout(done, Math.random() * 500));

export const refresh = async (shown) => {
  const isOpen = shown.querySelector("form[data-comment-form]");
  if (isOpen) return;
  const item = await fetchItem(shown.querySelector("[id^=comment-]").id.slice("comment-".length));
  if (item) {
    item.hidden = shown.hidden;
    shown.replaceWith(item);
  } else shown.remove();
  document.dispatchEvent(new CustomEvent("ay:changed"));
};

const change = async ({ topic, comment }) => {
  const shown = row(comment);
  if (shown) {
    await soon();
    await refresh(shown);
  } else if (!document.dispatchEvent(new CustomEvent("ay:news", { cancelable: true, detail: comment }))) {
    return;
  } else if (["comment.posted", "comment.published", "comment.brought"].includes(topic)) {
    fresh.add(comment);
  } else {
    fresh.delete(comment);
  }
  offer();
};

const bringIn = async () => {
  if (mustReload || fresh.size > MOST) return location.reload();
  const ids = [...fresh].sort((one, other) => one - other).filter((id) => !row(id));
  fresh.clear();
  const items = (await Promise.all(ids.map(fetchItem))).filter(Boolean);
  const placed = items.filter(place);
  for (const item of placed) item.classList.add("new");
  offer();
  document.dispatchEvent(new CustomEvent("ay:changed"));
  focusOn(placed[0]?.querySelector("article"));
};

const listen = () => {
  stream = new EventSource(`${room.dataset.live}?after=${position}`);
  stream.addEventListener("change", (event) => {
    position = event.lastEventId;
    change(JSON.parse(event.data));
  });
  stream.addEventListener("reset", () => {
    mustReload = true;
    fresh.add(0);
    offer();
  });
};

const follow = () => {
  if (document.hidden) {
    stream?.close();
    stream = null;
  } else if (!stream) listen();
};

if (position && button) {
  follow();
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    stream = null;
    follow();
  });
  button.addEventListener("click", bringIn);
  // "More comments" may bring what was brought in before: it stands in its own place now.
  whenSettled(() => {
    const seen = new Map();
    for (const article of room.querySelectorAll("article[id]")) {
      seen.get(article.id)?.closest("li").remove();
      seen.set(article.id, article);
      fresh.delete(Number(article.id.slice("comment-".length)));
    }
    offer();
  });
}
