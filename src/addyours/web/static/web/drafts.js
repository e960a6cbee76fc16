// Never loses typed text: what is not posted yet stays in this browser, per thread and per comment replied to.
// A guest's name and e-mail address are remembered here as well, and nowhere else.

import { whenSettled } from "./conversation.js";

const room = document.getElementById("comments");
const thread = room?.dataset.thread;
const WHO = "ay:who";

const store = {
  read(key) {
    try {
      return localStorage.getItem(key) ?? "";
    } catch {
      return "";
    }
  },
  write(key, text) {
    try {
      if (text) localStorage.setItem(key, text);
      else localStorage.removeItem(key);
    } catch {
      // Storage is full or forbidden: the text is still in the field.
    }
  },
};

const keyOf = (form) => `ay:draft:${thread}:${form.elements.parent?.value ?? ""}`;

const known = () => {
  try {
    return JSON.parse(store.read(WHO) || "{}");
  } catch {
    return {};
  }
};

const fill = (form) => {
  const { body, name, email } = form.elements;
  if (body && !body.value) {
    const draft = store.read(keyOf(form));
    if (draft) {
      body.value = draft;
      document.getElementById("live").textContent = room.dataset.restored;
    }
  }
  const who = known();
  if (name && !name.value) name.value = who.name ?? "";
  if (email && !email.value) email.value = who.email ?? "";
};

const fillAll = () => room.querySelectorAll("[data-comment-form]").forEach(fill);

if (thread) {
  // After a post without htmx the browser lands on the new comment: its draft is done with.
  const sent = store.read("ay:sent");
  if (sent && location.hash.startsWith("#comment-")) store.write(sent, "");
  store.write("ay:sent", "");

  fillAll();
  whenSettled(fillAll);
  room.addEventListener("input", ({ target }) => {
    const form = target.closest("[data-comment-form]");
    if (form && target.name === "body") store.write(keyOf(form), target.value);
  });
  room.addEventListener("submit", ({ target: form }) => {
    if (!form.matches("[data-comment-form]")) return;
    const { name, email } = form.elements;
    if (name) store.write(WHO, JSON.stringify({ name: name.value, email: email?.value ?? "" }));
    store.write("ay:sent", keyOf(form));
  });
  document.addEventListener("ay:posted", ({ detail }) => {
    store.write(keyOf(detail.form), "");
    store.write("ay:sent", "");
  });
}
