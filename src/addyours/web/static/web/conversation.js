// Keeps keyboard and screen-reader users where they were while htmx changes the conversation.
// Without this file, or any script, plain forms and links do the same work.

const room = document.getElementById("comments");
let focusAfter = null;

export const say = (text) => {
  document.getElementById("live").textContent = text;
};

// htmx says so of every row; the work is for all.
export const whenSettled = (work) => {
  let isDue = false;
  room.addEventListener("htmx:afterSettle", () => {
    if (!isDue) queueMicrotask(() => { isDue = false; work(); });
    isDue = true;
  });
};

export const depthOf = (row) => Number(/\bd(\d+)/.exec(row.className)?.[1] ?? 1);

// A flat list: the replies to a comment are the deeper rows that follow it.
export const lastOfBranch = (row) => {
  let last = row;
  for (let next = row.nextElementSibling; next && !next.matches(".next") && depthOf(next) > depthOf(row); ) {
    last = next;
    next = next.nextElementSibling;
  }
  return last;
};

export const focusOn = (element, options) => {
  if (!element) return;
  if (!element.matches("a, input, textarea, button")) element.tabIndex = -1;
  element.focus(options);
};

const complain = (form, text) => {
  let box = form.querySelector(".alert");
  if (!box) {
    box = document.createElement("div");
    box.className = "alert";
    box.setAttribute("role", "alert");
    form.prepend(box);
  }
  box.textContent = text;
};

// A page kept for everybody can't say that a guest has to give a name: who is signed in has one.
const ask = () => {
  for (const field of room.querySelectorAll("[data-need]")) field.required = true;
};

// What was voted earlier is marked by mine.js.
const vote = async (form, button) => {
  const isTakenBack = button.getAttribute("aria-pressed") === "true";
  button.setAttribute("aria-pressed", !isTakenBack);
  const body = new URLSearchParams({ value: isTakenBack ? "0" : button.value });
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    const { body: parsed } = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = parsed.querySelector("form, .error, small");
    if (!fresh || answer.status >= 500) throw answer;
    const hadFocus = form.contains(document.activeElement);
    form.replaceWith(fresh);
    const value = fresh.querySelector("[aria-pressed=true]")?.value;
    if (answer.ok) document.dispatchEvent(new CustomEvent("ay:voted", { detail: { id: /\d+(?=.vote)/.exec(form.action)[0], value } }));
    if (hadFocus) focusOn(fresh.querySelector(`[value="${button.value}"]`) ?? fresh);
    say((fresh.querySelector(".error, small") ?? fresh.querySelector("button") ?? fresh).textContent);
  } catch {
    button.setAttribute("aria-pressed", isTakenBack);
    say(room.dataset.unsent);
  }
};

const start = () => {
  ask();
  // In the capture phase, so that htmx reads the value too.
  document.addEventListener("submit", ({ target }) => {
    const { took, key } = target.elements ?? {};
    if (took) took.value = (performance.now() / 1000).toFixed(1);
    // Sent twice, the same form makes one comment.
    if (key && !key.value) key.value = crypto.getRandomValues(new Uint32Array(4)).join("-");
  }, true);

  room.addEventListener("input", async ({ target }) => {
    if (target.name === "body" && target.value.includes("@")) (await import("../comments/mentions.js")).complete(target);
  });

  room.addEventListener("click", (event) => {
    const row = event.target.closest("li");
    if (!row) return;
    if (event.target.matches("[href$='/report/']")) {
      event.preventDefault();
      htmx.ajax("GET", event.target.href, { target: row, swap: "beforeend" });
    }
    if (event.target.closest(".cancel")) {
      event.preventDefault();
      event.target.closest("form").remove();
      focusOn(row.querySelector(".do a"));
    }
  });

  room.addEventListener("submit", (event) => {
    if (!event.target.matches(".vote")) return;
    event.preventDefault();
    vote(event.target, event.submitter ?? event.target.querySelector("button"));
  });

  room.addEventListener("htmx:beforeRequest", (event) => {
    const link = event.detail.elt;
    const open = link.matches(".do a") && link.closest("li").querySelector("textarea");
    if (!open) return;
    event.preventDefault();
    open.focus();
  });

  room.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    const { xhr } = detail;
    // The event goes to what will be swapped; who asked is in the request.
    const { elt } = detail.requestConfig;
    if (elt.matches("[data-comment-form]")) {
      const refused = xhr.status >= 400;
      if (refused && !xhr.response.includes("data-comment-form")) return complain(elt, room.dataset.lost);
      if (refused) {
        // The form that comes back takes the place of the one sent.
        Object.assign(detail, { shouldSwap: true, isError: false, target: elt, swapOverride: "outerHTML", selectOverride: "[data-comment-form]" });
        const row = elt.closest("li") ?? document.getElementById("add-yours");
        focusAfter = () => row.querySelector("[aria-invalid]") ?? row.querySelector(".alert");
        return;
      }
      const id = /id="(comment-\d+)"/.exec(xhr.response)?.[1];
      focusAfter = () => document.getElementById(id);
      const row = elt.closest("li");
      document.dispatchEvent(new CustomEvent("ay:posted", { detail: { form: elt } }));
      if (row) {
        detail.target = lastOfBranch(row);
        elt.remove();
      } else {
        elt.querySelector(".alert")?.remove();
        for (const field of elt.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
        for (const error of elt.querySelectorAll(".error")) error.remove();
        elt.elements.body.value = elt.elements.key.value = "";
      }
    } else if (elt.matches(".do a")) {
      if (/<html/i.test(xhr.response)) detail.selectOverride = "[data-comment-form]";
      focusAfter = () => elt.closest("li").querySelector("textarea");
    } else if (elt.closest(".sorts")) {
      say(elt.textContent);
      focusAfter = () => document.getElementById(elt.id);
    } else if (elt.closest(".next, .more")) {
      const link = elt.closest("li");
      const before = link.previousElementSibling;
      const isEarlier = link.matches(".next:first-child");
      const known = link.nextElementSibling;
      focusAfter = () => (isEarlier ? known?.previousElementSibling : before?.nextElementSibling)?.querySelector("article");
    }
  });

  room.addEventListener("htmx:afterSettle", () => {
    ask();
    const found = focusAfter?.();
    focusAfter = null;
    focusOn(found);
  });

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    room.addEventListener(name, ({ detail }) => {
      if (detail.elt.matches("form")) complain(detail.elt, room.dataset.lost);
      else if (detail.elt.href) location.assign(detail.elt.href);
    });
  }
};

if (room) start();
