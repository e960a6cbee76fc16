// Story pages are the same bytes for everybody. What is only this reader's comes as a second, private
// piece, and only when a cookie says that there is one.

import { whenSettled } from "./conversation.js";

const room = document.getElementById("comments");
let mine = null;
let since = null;
let mutes = null;

const row = (id) => document.getElementById(`comment-${id}`)?.closest("li");

const place = () => {
  for (const item of mine.querySelectorAll("ol > li")) {
    const id = item.querySelector("article")?.id;
    if (!id || document.getElementById(id)) continue;
    const copy = item.cloneNode(true);
    const parent = row(item.dataset.parent);
    if (parent) parent.after(copy);
    else document.getElementById("comment-list").prepend(copy);
    window.htmx?.process(copy);
  }
  for (const own of mine.querySelectorAll("[data-own]")) {
    const item = row(own.dataset.own);
    const actions = item?.querySelector(".do");
    if (actions && !actions.querySelector("[data-own]")) actions.append(own.cloneNode(true));
    item?.querySelector("form.vote")?.remove();
  }
  for (const { dataset } of mine.querySelectorAll("[data-vote]")) {
    const button = row(dataset.vote)?.querySelector(`.vote [value="${dataset.value}"]`);
    button?.setAttribute("aria-pressed", "true");
  }
  const writer = mine.querySelector("[data-writer]");
  if (writer) {
    for (const fields of room.querySelectorAll("div.who")) fields.replaceWith(writer.cloneNode(true));
  }
  document.getElementById("add-yours")?.prepend(...mine.querySelectorAll("[data-warning]"));
  since?.place(mine);
  mutes?.fold(mine, room);
};

document.addEventListener("ay:voted", ({ detail: { id, value } }) => {
  mine?.querySelector(`[data-vote="${id}"]`)?.remove();
  if (!mine || !value) return;
  const mark = document.createElement("i");
  Object.assign(mark.dataset, { vote: id, value });
  mine.append(mark);
});

const fetchMine = async () => {
  const answer = await fetch(`/threads/${room.dataset.thread}/mine/`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) return;
  mine = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  place();
  if (mine.querySelector("[data-unseen], [data-followed]")) {
    since = await import("../comments/since.js");
    since.place(mine);
  }
  if (mine.querySelector("[data-mute]")) {
    mutes = await import("./mute.js");
    mutes.fold(mine, room);
  }
  whenSettled(place);
  document.addEventListener("ay:changed", place);
  if (location.hash.startsWith("#comment-")) document.getElementById(location.hash.slice(1))?.scrollIntoView();
};

if (room && /(^|; )ay_mine=1/.test(document.cookie)) fetchMine().catch(() => {});
