// Words of the story that comments are about. Most readers never select any: what does the work is
// fetched when it is needed.

const room = document.getElementById("comments");
const prose = document.querySelector("article .prose");
let work;
// While a mouse is drawing the selection, a button would be in its way.
let isPressed = false;
const KEY = `ay:passage:${room?.dataset.thread}`;

const load = async () => (await import("./picking.js")).begin(KEY, () => isPressed);
const start = () => (work ??= load());

const isKept = () => {
  try {
    return KEY in localStorage;
  } catch {
    return false;
  }
};

const isPassage = () => location.hash.startsWith("#passage-") || document.querySelector(".passage, .chosen:not([hidden])");

if (prose) {
  document.addEventListener("pointerdown", ({ target, pointerType }) => {
    isPressed = pointerType === "mouse" && target.id !== "pick";
  });
  document.addEventListener("pointerup", () => {
    isPressed = false;
  });
  document.addEventListener("selectionchange", () => {
    if (!work && !getSelection().isCollapsed && getSelection().containsNode(prose, true)) start();
  });
  prose.addEventListener("click", (event) => {
    const link = event.target.closest("a.about");
    if (!link || work || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    start().then(() => link.click(), () => location.assign(link.href));
  });
  addEventListener("hashchange", () => isPassage() && start());
  document.addEventListener("ay:changed", () => isPassage() && start());
}
if (room && (isKept() || isPassage())) start();
