// Folds the comments of writers whom this reader has muted, and offers to mute others. Fetched only
// by readers who are signed in.

const foldOne = (article, words) => {
  const details = document.createElement("details");
  details.className = "muted";
  details.open = location.hash === `#${article.id}`;
  const summary = document.createElement("summary");
  summary.textContent = words;
  article.before(details);
  details.append(summary, article);
};

const offerOne = (article, words) => {
  const actions = article.querySelector(".do");
  if (!actions || actions.querySelector("[data-mutes]")) return;
  const link = document.createElement("a");
  link.href = `/comments/${article.id.slice("comment-".length)}/mute/`;
  link.dataset.mutes = "";
  link.rel = "nofollow";
  link.textContent = words;
  const name = document.createElement("span");
  name.className = "vh";
  name.textContent = ` ${article.querySelector("header [id]")?.textContent ?? ""}`;
  link.append(name);
  actions.append(link);
};

export const fold = (mine, room) => {
  const told = mine.querySelector("[data-mute]");
  if (!told) return;
  const { mute, self, muted, folded } = told.dataset;
  const keys = new Set(muted.split(" "));
  for (const article of room.querySelectorAll("article[id]")) {
    // The address of a picture holds the key of whose it is.
    const [, by] = /\/readers\/([0-9a-f]{12})/.exec(article.querySelector("header img")?.src) ?? [];
    if (!by) continue;
    if (keys.has(by)) {
      if (!article.closest("details.muted")) foldOne(article, folded);
    } else if (by !== self) offerOne(article, mute);
  }
};
