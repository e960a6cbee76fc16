// What was scrolled far away leaves the document until it is wanted again: a phone draws five hundred
// comments, not five thousand. What has the focus, and forms that are open, stay.

import { focusOn } from "../web/conversation.js";
import { refresh } from "../web/live.js";

const room = document.getElementById("comments");
const MOST = 500;
const KEPT = 400;
const BACK = 100;
const stored = new WeakMap();
const away = new Set();
const stale = new Set();

const list = () => document.getElementById("comment-list");
const idOf = (row) => row.querySelector(":scope > [id^=comment-]")?.id;

// What is on the screen stays where it is, whatever comes or goes above it. Not every browser does
// this by itself, and the others must not do it twice.
const still = (change) => {
  const seen = [...list().children].find((row) => !row.hidden && !stored.has(row) && row.getBoundingClientRect().bottom > 0);
  const before = seen?.getBoundingClientRect().top;
  document.documentElement.style.overflowAnchor = "none";
  change();
  if (seen?.isConnected) scrollBy({ top: seen.getBoundingClientRect().top - before, behavior: "instant" });
  requestAnimationFrame(() => { document.documentElement.style.overflowAnchor = ""; });
};

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting && target.isConnected) bringBack(target);
}, { rootMargin: "400px" });

const label = (stub) => {
  stub.firstChild.textContent = room.dataset.away.replace("%s", stored.get(stub).length);
};

const stubAt = (row, isBefore) => {
  const beside = isBefore ? row.previousElementSibling : row.nextElementSibling;
  if (stored.has(beside)) return beside;
  const stub = document.createElement("li");
  stub.className = "next";
  stub.innerHTML = '<button type="button" class="btn"></button>';
  stored.set(stub, []);
  row[isBefore ? "before" : "after"](stub);
  near.observe(stub);
  return stub;
};

const store = (row, isBefore) => {
  const stub = stubAt(row, isBefore);
  stored.get(stub)[isBefore ? "push" : "unshift"](row.outerHTML);
  if (idOf(row)) away.add(idOf(row));
  row.remove();
  label(stub);
};

export const trim = () => {
  const all = [...(list()?.children ?? [])];
  let over = all.filter(idOf).length - KEPT;
  if (over <= MOST - KEPT) return;
  const focused = document.activeElement;
  const boxes = all.map((row) => row.getBoundingClientRect());
  const stays = (at) =>
    all[at].matches(".next") || all[at].contains(focused) || all[at].querySelector("form[data-comment-form]") ||
    (boxes[at].height && boxes[at].bottom > -innerHeight && boxes[at].top < 2 * innerHeight);
  let here = all.findIndex((row) => row.contains(focused));
  if (here < 0) here = boxes.findIndex(({ bottom }) => bottom > 0);
  if (here < 0) here = all.length;
  still(() => {
    const drop = (at, isBefore) => {
      if (stays(at)) return;
      over -= idOf(all[at]) ? 1 : 0;
      store(all[at], isBefore);
    };
    // The farthest first; what was read is wanted less than what comes.
    for (let low = 0, high = all.length - 1; over > 0 && (low < here || high > here); ) {
      if (low < here && (here - low) * 2 >= high - here) drop(low++, true);
      else drop(high--, false);
    }
  });
};

const bringBack = (stub) => {
  const rows = stored.get(stub);
  const isAbove = stub.getBoundingClientRect().top < innerHeight / 2;
  const hadFocus = stub.contains(document.activeElement);
  const part = document.createElement("template");
  part.innerHTML = (isAbove ? rows.splice(-BACK) : rows.splice(0, BACK)).join("");
  const back = [...part.content.children].filter((row) => {
    away.delete(idOf(row));
    return !document.getElementById(idOf(row));
  });
  still(() => {
    stub[isAbove ? "after" : "before"](...back);
    if (rows.length) label(stub);
    else stub.remove();
  });
  for (const row of back) {
    window.htmx?.process(row);
    if (stale.delete(idOf(row))) refresh(row);
  }
  if (hadFocus) focusOn(back.at(isAbove ? -1 : 0)?.querySelector("article"), { preventScroll: true });
  trim();
};

room.addEventListener("click", ({ target }) => {
  const row = target.closest("li");
  if (row && stored.has(row)) bringBack(row);
});

// News of what is away is looked at when it comes back.
document.addEventListener("ay:news", (event) => {
  const name = `comment-${event.detail}`;
  if (!away.has(name)) return;
  stale.add(name);
  event.preventDefault();
});
