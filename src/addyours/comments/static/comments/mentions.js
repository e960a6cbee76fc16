// Completes the name of somebody in this conversation while it is typed behind an @. Loaded with the
// first @ that somebody types. The field keeps the focus; arrows, Enter or Tab, and Escape do the rest.

const room = document.getElementById("comments");
const OPEN = /(?:^|[^\p{L}\p{N}_@/])@([^@\n]{0,40})$/u;
const list = document.createElement("ul");
let field = null;
let start = 0;
let active = 0;
let asked = "";
let nobody = null;

list.id = "names";
list.className = "names";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", room.dataset.people);

const typed = () => {
  if (field.selectionStart !== field.selectionEnd) return null;
  const found = OPEN.exec(field.value.slice(0, field.selectionStart));
  return found && !/^\s|\s$/.test(found[1]) ? found[1] : null;
};

const close = () => {
  list.remove();
  for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete"]) field?.removeAttribute(name);
};

const activate = (number) => {
  const all = list.children;
  active = (number + all.length) % all.length;
  for (const [place, one] of [...all].entries()) one.setAttribute("aria-selected", place === active);
  all[active].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", all[active].id);
};

const choose = (name) => {
  close();
  field.setRangeText(`${name} `, start, field.selectionStart, "end");
  // What is typed is kept as a draft.
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const open = (names) => {
  list.replaceChildren(
    ...names.map((name, place) => {
      const one = document.createElement("li");
      one.id = `name-${place}`;
      one.setAttribute("role", "option");
      one.dir = "auto";
      one.textContent = name;
      return one;
    }),
  );
  field.after(list);
  list.style.insetBlockStart = `${field.offsetTop + field.offsetHeight}px`;
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  activate(0);
};

list.addEventListener("pointerdown", (event) => event.preventDefault());
list.addEventListener("click", ({ target }) => {
  const one = target.closest("li");
  if (one) choose(one.textContent);
});

const keys = (event) => {
  if (!list.isConnected || event.isComposing || event.target !== field) return;
  const does = {
    ArrowDown: () => activate(active + 1),
    ArrowUp: () => activate(active - 1),
    Enter: () => choose(list.children[active].textContent),
    Tab: () => choose(list.children[active].textContent),
    Escape: close,
  }[event.key];
  if (!does || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  does();
};

document.addEventListener("keydown", keys, true);
room.addEventListener("focusout", ({ target }) => {
  if (target === field) close();
});

export const complete = async (target) => {
  if (target !== field) close();
  field = target;
  const name = typed();
  asked = name;
  // Where nobody is called so, nobody is called so and something more.
  if (name === null || (nobody !== null && name.startsWith(nobody))) return close();
  const answer = await fetch(`/threads/${room.dataset.thread}/people/?q=${encodeURIComponent(name)}`);
  if (!answer.ok || asked !== name || document.activeElement !== field) return;
  const { names } = await answer.json();
  if (asked !== name || typed() !== name) return;
  nobody = names.length ? null : name;
  if (!names.length || (names.length === 1 && names[0] === name)) return close();
  start = field.selectionStart - name.length;
  open(names);
};
