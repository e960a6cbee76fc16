// Pages are the same bytes for everybody: who is signed in comes as a private piece of the header,
// and only when a cookie says that there may be one.

const place = document.querySelector("[data-me]");

const fetchMe = async () => {
  const answer = await fetch(place.dataset.me);
  if (answer.status !== 200 || answer.redirected) return;
  const menu = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-me-menu]");
  if (!menu) return;
  place.replaceWith(menu);
  document.addEventListener("click", ({ target }) => {
    if (!menu.contains(target)) menu.open = false;
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.dispatchEvent(new CustomEvent("ay:me", { detail: { menu } }));
};

if (place && /(^|; )ay_mine=1/.test(document.cookie)) fetchMe().catch(() => {});
