// The field with the people of a story: opens the person chooser, keeps the list of those chosen.
function connect(field) {
  const name = field.dataset.peopleChooser;
  const list = field.querySelector("[data-people]");
  const row = field.querySelector("template");
  const add = field.querySelector("[data-add-people]");
  const definition = JSON.parse(field.querySelector("script").textContent);
  const factory = window.telepath.unpack(definition);

  const changed = () => list.dispatchEvent(new Event("change", { bubbles: true }));
  const has = (id) => [...list.querySelectorAll("input")].some((one) => one.value === String(id));

  add.addEventListener("click", () => {
    factory.openModal(
      (people) => {
        for (const { id, title } of people) {
          if (has(id)) continue;
          const item = row.content.firstElementChild.cloneNode(true);
          item.querySelector("input").name = name;
          item.querySelector("input").value = id;
          item.querySelector("span").textContent = title;
          item.querySelector("button").setAttribute("aria-label", `${field.dataset.remove} ${title}`);
          list.append(item);
        }
        changed();
      },
      { multiple: true },
    );
  });

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const item = button.closest("li");
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    (next?.querySelector("button") ?? add).focus();
    changed();
  });
}

const start = () => document.querySelectorAll("[data-people-chooser]").forEach(connect);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
