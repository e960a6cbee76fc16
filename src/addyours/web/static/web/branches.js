// Branches fold, and keys lead from thread to thread.

import { depthOf, focusOn, lastOfBranch, whenSettled } from "./conversation.js";

const room = document.getElementById("comments");
const folded = new Set();

const list = () => document.getElementById("comment-list");
const idOf = (row) => row.querySelector(":scope > [id^=comment-]")?.id;

const beneath = (row) => {
  const found = [];
  const last = lastOfBranch(row);
  for (let next = row; next !== last; found.push(next)) next = next.nextElementSibling;
  return found;
};

const draw = (row) => {
  const isOpen = !folded.has(idOf(row));
  row.querySelector(".fold")?.setAttribute("aria-expanded", isOpen);
  const inside = beneath(row);
  for (let at = 0; at < inside.length; at += 1) {
    inside[at].hidden = !isOpen || row.hidden;
    if (folded.has(idOf(inside[at]))) at += draw(inside[at]);
  }
  return inside.length;
};

const dress = () => {
  for (const row of list()?.children ?? []) {
    const next = row.nextElementSibling;
    const actions = row.querySelector(":scope > article > .do");
    const fold = actions?.querySelector(".fold");
    const hasReplies = next && !next.matches(".next") && depthOf(next) > depthOf(row);
    if (actions && hasReplies && !fold) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "fold", textContent: room.dataset.fold });
      button.setAttribute("aria-expanded", "true");
      actions.append(button);
    } else if (fold && !hasReplies) fold.remove();
    if (folded.has(idOf(row)) && !row.hidden) draw(row);
  }
};

const toggle = (row) => {
  if (!folded.delete(idOf(row))) folded.add(idOf(row));
  draw(row);
};

// A link may lead into a folded branch.
const reveal = () => {
  const row = document.getElementById(location.hash.slice(1))?.closest("li");
  while (row?.hidden) {
    let above = row;
    while (above.hidden) above = above.previousElementSibling;
    if (!folded.has(idOf(above))) return;
    toggle(above);
    row.scrollIntoView();
  }
};

// Fetched when it gets long.
const trim = async () => {
  if (list()?.children.length > 500) (await import("../comments/far.js")).trim();
};

const changed = () => {
  dress();
  trim();
};

const start = () => {
  dress();
  whenSettled(changed);
  document.addEventListener("ay:changed", changed);
  addEventListener("hashchange", reveal);
  room.addEventListener("click", ({ target }) => {
    if (target.matches(".fold")) toggle(target.closest("li"));
  });
  // Only while the focus is among the comments.
  room.addEventListener("keydown", (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !["j", "k"].includes(key) || target.matches("input, textarea, select")) return;
    let row = target.closest("#comment-list > li");
    const step = key === "j" ? "nextElementSibling" : "previousElementSibling";
    do row = row?.[step]; while (row && !(row.matches(".d1") && idOf(row)));
    if (row) focusOn(row.querySelector("article, .gone"));
  });
};

if (room) start();
