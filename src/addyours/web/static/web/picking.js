// Select words of the story, and a button offers to comment on them. Quotes have a link for it, which
// leads to a page of its own where there is no script.

import { focusOn, say, whenSettled } from "./conversation.js";

const room = document.getElementById("comments");
const prose = document.querySelector("article .prose");
const button = document.getElementById("pick");
const OTHER = ".pc, figcaption, .embed";
const LINES = "p, li, h2, blockquote";
const LONGEST = 2000;
const CONTEXT = 60;
// Where no blanks stand between words, nobody selects half of one by mistake.
const WORD = "(?:(?![\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}])[\\p{L}\\p{N}\\p{M}])+";
const FIRST = new RegExp(`^${WORD}`, "u");
const LAST = new RegExp(`${WORD}$`, "u");

let key = "";
let isPressed = () => false;

const form = () => document.querySelector("#add-yours [data-comment-form]");

const stored = (...value) => {
  try {
    if (!value.length) return JSON.parse(localStorage.getItem(key));
    if (value[0]) localStorage.setItem(key, JSON.stringify(value[0]));
    else localStorage.removeItem(key);
  } catch {
    // Storage is full or forbidden: the passage is still in the form.
  }
  return null;
};

// The words of a part of the story, without captions and counts, with a blank before a new line; `at`
// remembers the line for the part that follows. How many blanks doesn't matter to the server.
const textOf = (range, at = {}) => {
  const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!range.intersectsNode(node) || node.parentElement.closest(OTHER)) continue;
    const from = node === range.startContainer ? range.startOffset : 0;
    const until = node === range.endContainer ? range.endOffset : node.length;
    const own = node.parentElement.closest(LINES);
    text += (own === at.line ? "" : " ") + node.data.slice(from, until);
    at.line = own;
  }
  return text.replace(/\s+/g, " ");
};

const passageOf = (range) => {
  const before = document.createRange();
  const behind = document.createRange();
  before.setStart(prose, 0);
  before.setEnd(range.startContainer, range.startOffset);
  behind.setStart(range.endContainer, range.endOffset);
  behind.setEnd(prose, prose.childNodes.length);
  const at = {};
  const [left, text, right] = [before, range, behind].map((part) => textOf(part, at));
  // Whole words, as the server sees to it too.
  const head = FIRST.test(text) ? (LAST.exec(left)?.[0] ?? "") : "";
  const tail = LAST.test(text) ? (FIRST.exec(right)?.[0] ?? "") : "";
  return {
    exact: (head + text + tail).trim().slice(0, LONGEST),
    before: left.slice(0, left.length - head.length).trim().slice(-CONTEXT),
    behind: right.slice(tail.length).trim().slice(0, CONTEXT),
  };
};

const show = (passage) => {
  const slot = form()?.querySelector(".chosen");
  if (!slot) return;
  for (const name of ["exact", "before", "behind"]) form().elements[name].value = passage?.[name] ?? "";
  slot.querySelector("blockquote").textContent = passage?.exact ?? "";
  slot.hidden = !passage;
  slot.querySelector(".drop").hidden = !passage;
  if (!passage) form().elements.unquoted?.remove();
};

const choose = (passage) => {
  stored(passage);
  show(passage);
  form().elements.body.focus();
};

const selected = () => {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.containsNode(prose, true)) return null;
  const range = selection.getRangeAt(0).cloneRange();
  if (!prose.contains(range.startContainer)) range.setStart(prose, 0);
  // Three clicks select a paragraph and the beginning of what follows.
  if (!prose.contains(range.endContainer)) range.setEnd(prose, prose.childNodes.length);
  return /[\p{L}\p{N}]/u.test(textOf(range)) ? range : null;
};

let wanted = null;

const offer = () => {
  wanted = isPressed() ? null : selected();
  const wasHidden = button.hidden;
  button.hidden = !wanted;
  if (!wanted) return;
  const rects = wanted.getClientRects();
  const { bottom, right } = rects[rects.length - 1] ?? wanted.getBoundingClientRect();
  const room = document.documentElement.clientWidth - button.offsetWidth - 8;
  button.style.top = `${scrollY + bottom + 10}px`;
  button.style.left = `${Math.max(8, Math.min(right - button.offsetWidth / 2, room))}px`;
  if (wasHidden) say(button.dataset.hint);
};

const hide = () => {
  wanted = null;
  button.hidden = true;
};

const watch = () => {
  let frame = 0;
  const soon = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(offer);
  };
  document.addEventListener("selectionchange", () => {
    if (document.activeElement !== button) soon();
  });
  document.addEventListener("pointerup", soon);
  addEventListener("resize", soon);
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const passage = passageOf(wanted);
    getSelection().removeAllRanges();
    hide();
    choose(passage);
  });
  document.addEventListener("keydown", (event) => {
    if (button.hidden) return;
    if (event.key === "Escape") hide();
    const isOurs = event.key === "Tab" && !event.shiftKey && document.activeElement !== button;
    if (!isOurs || document.activeElement.closest("form")) return;
    event.preventDefault();
    button.focus();
  });
  prose.addEventListener("click", (event) => {
    const link = event.target.closest("a.about");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const range = document.createRange();
    range.selectNodeContents(link.closest("figure").querySelector("blockquote"));
    choose(passageOf(range));
  });
  soon();
  const draft = stored();
  if (draft && form().elements.body.value && !form().elements.exact.value) show(draft);
};

// A passage may be marked in several elements, of which only one can have the id of its address.
const light = () => {
  const start = /^#passage-\d+$/.test(location.hash) && document.querySelector(location.hash);
  const end = start && prose.querySelector(`.pc[href$="/passages/${location.hash.slice(9)}/"]`);
  globalThis.CSS?.highlights?.delete("passage");
  if (!end || !globalThis.Highlight) return;
  const range = document.createRange();
  range.setStartBefore(start);
  range.setEndBefore(end);
  CSS.highlights.set("passage", new Highlight(range));
};

// The counts in the story as they are now; what has none of them is left alone.
const recount = async () => {
  const answer = await fetch(location.pathname);
  if (!answer.ok) return;
  const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = [...(body.querySelector("article .prose")?.children ?? [])];
  if (fresh.length !== prose.children.length) return;
  for (const [at, old] of [...prose.children].entries()) {
    if (old.outerHTML !== fresh[at].outerHTML) old.replaceWith(fresh[at]);
  }
  light();
};

const changed = () => {
  const links = [...room.querySelectorAll(".passage a")];
  const isUnmarked = links.some(({ hash }) => !document.getElementById(hash.slice(1)));
  if (isUnmarked || room.querySelector("li.new .passage")) recount().catch(() => {});
};

// `draft` names what is kept of a passage, `isDrawing` tells whether a mouse is drawing the selection.
export const begin = (draft, isDrawing) => {
  key = draft;
  isPressed = isDrawing;
  const ready = () => {
    const drop = form()?.querySelector("button.drop[type=button]");
    if (drop) drop.hidden = !form().elements.exact.value;
  };
  ready();
  whenSettled(ready);
  room.addEventListener("click", (event) => {
    if (event.target.matches("button.drop[type=button]")) {
      stored(null);
      show(null);
      form().elements.body.focus();
    }
    const link = event.target.closest(".passage a");
    const passage = link?.pathname === location.pathname && document.getElementById(link.hash.slice(1));
    if (!passage) return;
    // Where comments are sorted or paged the address has more to it, which would be lost.
    event.preventDefault();
    location.hash = link.hash;
    focusOn(passage);
  });
  document.addEventListener("ay:posted", ({ detail }) => {
    if (!detail.form.elements.exact?.value) return;
    stored(null);
    show(null);
    if (prose) recount().catch(() => {});
  });
  if (!prose) return;
  if (button && form()) watch();
  light();
  addEventListener("hashchange", light);
  document.addEventListener("ay:changed", changed);
};
