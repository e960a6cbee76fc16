// The queue without reloads: decides, moves on, undoes, and listens to keys. Without this module
// every button sends its form and the page comes back. On the desk there is one row at a time.
const queue = document.querySelector("[data-queue]");
if (queue) start(queue);

function start(root) {
  const words = document.getElementById(root.dataset.words).dataset;
  const said = root.querySelector("[data-said]");
  const desk = root.dataset.desk;
  const made = [];
  let busy = false;

  const rows = () => [...root.querySelectorAll("[data-row]:not(.is-gone)")];
  const current = () => document.activeElement?.closest?.("[data-row]") ?? null;
  const ticked = () => rows().filter((row) => tickOf(row)?.checked);
  const tickOf = (row) => row.querySelector('input[name="comment"]');

  root.classList.add("is-live");
  live();

  function live() {
    for (const one of root.querySelectorAll("[data-needs-script]")) one.hidden = false;
    showTicked();
  }

  // What was done, where everybody sees or hears it.
  function say(text, { undo = null, bad = false } = {}) {
    document.querySelector(".ay-toast")?.remove();
    const toast = document.createElement("div");
    toast.className = bad ? "ay-toast is-bad" : "ay-toast";
    toast.append(text);
    if (undo) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words.undo;
      button.addEventListener("click", () => takeBack(undo));
      toast.append(button);
    }
    document.body.append(toast);
    clearTimeout(say.timer);
    say.timer = setTimeout(() => toast.remove(), bad ? 12000 : 8000);
    said.textContent = "";
    requestAnimationFrame(() => (said.textContent = text));
  }

  async function send(url, data) {
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
        credentials: "same-origin",
        redirect: "manual",
      });
    } catch {
      return { refusal: words.failed };
    }
    if (response.type === "opaqueredirect" || response.status === 403) return { refusal: words.signedOut };
    if (response.status !== 200 && response.status !== 409) return { refusal: words.failed };
    return response.json();
  }

  function showCounts(counts) {
    for (const [state, label] of Object.entries(counts ?? {})) {
      for (const one of root.ownerDocument.querySelectorAll(`[data-count="${state}"]`)) one.textContent = label;
    }
    const badge = document.querySelector("[data-pending]");
    if (badge && counts) badge.dataset.pending = counts.pending === "0" ? "" : shortened(counts.pending);
  }

  const shortened = (label) => (/^\d{1,2}$/.test(label) ? label : "99+");

  async function decide(form, verb, ids, because = "") {
    if (busy || !ids.length) return;
    busy = true;
    const data = new FormData(form);
    const asked = new URLSearchParams();
    for (const name of ["csrfmiddlewaretoken", "next", "reason"]) if (data.has(name)) asked.append(name, data.get(name));
    asked.append("because", because || (data.get("because") ?? ""));
    asked.append("many", verb);
    for (const id of ids) {
      asked.append("comment", id);
      for (const name of [`seen-${id}`, `reason-${id}`]) if (data.has(name)) asked.append(name, data.get(name));
    }
    const concerned = rows().filter((row) => ids.includes(row.dataset.row));
    for (const row of concerned) row.classList.add("is-busy");
    const answer = await send(form.action, asked);
    for (const row of concerned) row.classList.remove("is-busy");
    busy = false;
    showCounts(answer.counts);
    const gone = new Set((answer.done ?? []).map((one) => String(one.comment)));
    for (const one of answer.refused ?? []) if (one.state !== root.dataset.state) gone.add(String(one.comment));
    const decisions = (answer.done ?? []).map((one) => one.decision);
    remove(concerned.filter((row) => gone.has(row.dataset.row)), decisions);
    if (answer.refusal) say([answer.message, answer.refusal].filter(Boolean).join(" "), { bad: true });
    else say(answer.message, { undo: decisions });
    for (const name of ["reason", "because"]) {
      const field = form.elements.namedItem(name);
      if (field && decisions.length) field.value = "";
    }
  }

  // All that a filter finds, or that waits of a writer: as many at a time as the site decides at once.
  async function decideAll(form, button) {
    if (busy) return;
    busy = true;
    const decisions = [];
    const asked = new URLSearchParams(new FormData(form));
    asked.append(button.name, button.value);
    let answer;
    do {
      answer = await send(form.action, asked);
      decisions.push(...(answer.done ?? []).map((one) => one.decision));
      showCounts(answer.counts);
      if (answer.more) say(`${answer.message} ${words.more}`.replace(/ {2,}/g, " "));
    } while (answer.more);
    busy = false;
    if (decisions.length) made.push({ decisions, places: [] });
    const message = decisions.length > answer.done?.length ? words.total.replace("{}", decisions.length) : answer.message;
    if (answer.refusal) say([message, answer.refusal].filter(Boolean).join(" "), { bad: true });
    else say(message, { undo: decisions });
    refill();
  }

  // Rows leave, and what is focused moves to the next one; the last to leave brings the next page.
  function remove(leaving, decisions) {
    if (!leaving.length) return;
    const before = rows();
    const at = before.indexOf(leaving[0]);
    const places = leaving.map((row) => ({ row, next: row.nextElementSibling, list: row.parentElement }));
    const hadFocus = leaving.some((row) => row.contains(document.activeElement));
    for (const row of leaving) row.remove();
    if (decisions.length) made.push({ decisions, places });
    const left = rows();
    showTicked();
    if (!left.length) refill();
    else if (hadFocus) focus(left[Math.min(at, left.length - 1)]);
  }

  async function takeBack(decisions) {
    const last = decisions ? made.find((one) => one.decisions === decisions) : made.at(-1);
    if (!last || busy) return;
    busy = true;
    let answer = {};
    // The newest first, and as many at a time as the site takes.
    for (let end = last.decisions.length; end > 0; end -= 200) {
      const data = new URLSearchParams({ csrfmiddlewaretoken: token() });
      for (const id of last.decisions.slice(Math.max(0, end - 200), end)) data.append("decision", id);
      answer = await send(root.dataset.undo, data);
      if (answer.refusal) break;
    }
    busy = false;
    made.splice(made.indexOf(last), 1);
    showCounts(answer.counts);
    if (answer.refusal) return say(answer.refusal, { bad: true });
    const count = last.decisions.length;
    say(count > answer.done?.length ? words.undone.replace("{}", count) : answer.message);
    if (!last.places.length || last.places.some((place) => !place.list.isConnected)) {
      return refill({ show: last.places[0]?.row.dataset.row });
    }
    for (const { row, next, list } of last.places.toReversed()) {
      if (tickOf(row)) tickOf(row).checked = false;
      list.insertBefore(row, next?.parentElement === list ? next : null);
    }
    focus(last.places[0].row);
    showTicked();
  }

  const token = () => document.querySelector('[name="csrfmiddlewaretoken"]')?.value ?? JSON.parse(document.getElementById("wagtail-config").textContent).CSRF_TOKEN;

  async function refill(extra = {}) {
    const address = new URL(desk ?? location.href, location.href);
    if (desk) address.searchParams.set("part", "1");
    for (const [name, value] of Object.entries(extra)) if (value) address.searchParams.set(name, value);
    let response;
    try {
      response = await fetch(address, { credentials: "same-origin" });
    } catch {
      return say(words.failed, { bad: true });
    }
    if (!response.ok || response.redirected) return say(words.failed, { bad: true });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-list]");
    if (!fresh) return;
    root.querySelector("[data-list]").replaceWith(fresh);
    const newest = page.querySelector("[data-newest]")?.dataset.newest;
    if (newest) root.dataset.newest = newest;
    showFresh(false);
    live();
    const first = rows()[0];
    if (first) focus(first);
    if (desk) scrollTo({ top: 0 });
  }

  const showFresh = (is) => {
    const fresh = root.querySelector("[data-fresh]");
    if (fresh) fresh.hidden = !is;
  };

  // What others do meanwhile, and what this page looks at: told and asked every few seconds, and when
  // another row is looked at.
  const looking = () => (desk ? rows()[0] : current())?.dataset.row ?? "";
  let asking = false;
  let told = "";

  async function ask() {
    if (asking || document.hidden || !root.dataset.news) return;
    asking = true;
    told = looking();
    const data = new URLSearchParams({ csrfmiddlewaretoken: token(), state: root.dataset.state, looking: told });
    data.append("comments", rows().map((row) => row.dataset.row).join("."));
    let answer;
    try {
      const response = await fetch(root.dataset.news, { method: "POST", body: data, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
      if (response.ok) answer = await response.json();
    } catch {
      // The next time may go better.
    }
    asking = false;
    if (!answer || busy) return;
    showCounts(answer.counts);
    for (const row of rows()) {
      const name = answer.looking[row.dataset.row];
      note(row, name ? words.looking.replace("{}", name) : "", "is-taken");
    }
    const gone = answer.gone.filter((one) => rowOf(one.comment));
    for (const one of gone) {
      const row = rowOf(one.comment);
      const what = words.decided.replace("{name}", one.by).replace("{state}", one.label);
      note(row, what, "is-gone");
      if (tickOf(row)) tickOf(row).checked = false;
      if (desk) say(what);
    }
    if (gone.length) showTicked();
    if (desk ? !rows().length && (gone.length || answer.counts.pending !== "0") : gone.length && !rows().length) refill();
    if (!desk && root.dataset.state === "pending" && answer.newest > Number(root.dataset.newest)) showFresh(true);
    if (told !== looking()) ask();
  }

  const rowOf = (comment) => root.querySelector(`[data-row="${comment}"]:not(.is-gone)`);

  function note(row, text, name) {
    const place = row.querySelector("[data-taken]");
    row.classList.toggle(name, Boolean(text));
    if (place && (text || !row.classList.contains("is-gone"))) {
      place.textContent = text;
      place.hidden = !text;
    }
  }

  setInterval(ask, 5000);
  document.addEventListener("visibilitychange", ask);
  root.addEventListener("focusin", () => {
    clearTimeout(ask.timer);
    ask.timer = setTimeout(() => told !== looking() && ask(), 250);
  });
  addEventListener("pagehide", () => {
    if (!told) return;
    navigator.sendBeacon(root.dataset.news, new URLSearchParams({ csrfmiddlewaretoken: token(), state: root.dataset.state }));
  });
  if (desk && rows()[0]) rows()[0].focus({ preventScroll: true });

  function focus(row) {
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    // What somebody else looks at is passed over: it can still be chosen by hand.
    const all = rows();
    const free = all.filter((row) => row === current() || !row.classList.contains("is-taken"));
    const at = free.indexOf(current());
    const next = at < 0 ? free[0] : free[at + step];
    if (next) focus(next);
  }

  function showTicked() {
    const count = ticked().length;
    const bar = root.querySelector(".ay-bulk");
    if (!bar) return;
    bar.classList.toggle("has-ticked", count > 0);
    bar.querySelector("[data-ticked]").textContent = count ? words.ticked.replace("{}", count) : "";
    const all = bar.querySelector("[data-all]");
    all.checked = count > 0 && count === rows().length;
    all.indeterminate = count > 0 && !all.checked;
    for (const row of rows()) row.classList.toggle("is-ticked", Boolean(tickOf(row)?.checked));
  }

  root.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) {
      for (const row of rows()) if (tickOf(row)) tickOf(row).checked = event.target.checked;
    }
    showTicked();
  });

  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-undo-form]")) return;
    const button = event.submitter;
    if (!form.matches("[data-decide]")) return;
    // A pick leaves the comment where it is: the page that answers shows it.
    if (button?.hasAttribute("formaction")) return;
    event.preventDefault();
    // Return in the reason of a row means its own button, not the first one of the form.
    const row = (button ?? document.activeElement)?.closest("[data-row]") ?? current();
    if (button?.name === "one" || (!button && row)) {
      const [verb, , because] = button ? button.value.split(":") : ["reject"];
      decide(form, verb, [row.dataset.row], because);
    } else if (button?.name === "many") {
      decide(form, button.value, ticked().map((one) => one.dataset.row));
    }
  });

  // Return in a field would press the form's first button, which approves: it may only reject.
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".ay-queue input:not([type=checkbox])")) return;
    event.preventDefault();
    const row = event.target.closest("[data-row]");
    row?.querySelector('[data-verb="reject"]')?.click();
  });

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!event.target.matches("[data-all-of-these]") || !button) return;
    event.preventDefault();
    decideAll(event.target, button);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]")) document.getElementById("queue-keys").showModal();
    if (event.target.closest("[data-refill]")) refill();
    if (event.target.closest("[data-skip]") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      skip();
    }
  });

  function skip() {
    const row = rows()[0];
    if (desk && row && !busy) refill({ after: row.dataset.row });
  }

  // The codes of the reasons stand in the buttons of each row.
  function becauseOf(row, number) {
    return row?.querySelectorAll(".ay-reject__reasons button")[number - 1]?.value.split(":")[2];
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
    if (document.querySelector("dialog[open]")) return;
    const key = event.key;
    const number = /^[1-9]$/.test(key) ? Number(key) : 0;
    const act = number ? "reject" : { a: "approve", r: "reject", s: "spam" }[key];
    if (act) {
      const row = current() ?? (desk ? rows()[0] : null);
      const many = ticked();
      const target = many.length ? many : row ? [row] : [];
      const form = root.querySelector("[data-decide]");
      const because = number ? becauseOf(target[0], number) : "";
      const allowed = form && target[0]?.querySelector(`[data-verb="${act}"]`) && because !== undefined;
      if (allowed) decide(form, act, target.map((one) => one.dataset.row), because);
    } else if (key === "l" && desk) skip();
    else if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (key === "u") takeBack();
    else if (key === "x" && current() && tickOf(current())) {
      tickOf(current()).checked = !tickOf(current()).checked;
      showTicked();
    } else if (key === "o" && current()) location.assign(current().querySelector(".ay-row__when").href);
    else if (key === "?") document.getElementById("queue-keys").showModal();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
}
