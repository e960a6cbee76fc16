// Autosaving takes for saved whatever the form holds when the server's answer comes, and whatever
// it holds two seconds after the page has opened. What was typed in between would neither be saved
// nor warned of until something else is typed: here it counts as an edit.
const form = document.querySelector('form[data-controller~="w-unsaved"]');
if (form) watch(form);

function watch(form) {
  const sent = new WeakMap();
  const unsaved = () =>
    window.wagtail.app.getControllerForElementAndIdentifier(form, "w-unsaved");

  form.addEventListener("w-autosave:save", (event) => {
    sent.set(event.detail.trigger, unsaved().formData);
  });

  // After Wagtail's own listener, which takes everything for saved.
  document.addEventListener("w-autosave:success", ({ target, detail }) => {
    if (target !== form || !sent.has(detail.trigger)) return;
    const saved = new URLSearchParams(sent.get(detail.trigger));
    for (const [name, value] of Object.entries(detail.response.field_updates ?? {})) {
      saved.set(name, value);
    }
    const controller = unsaved();
    controller.initialFormData = controller.previousFormData = saved.toString();
  });

  let isTyped = false;
  for (const type of ["beforeinput", "change"]) {
    form.addEventListener(type, (event) => {
      isTyped ||= event.isTrusted;
    });
  }
  const begin = () => {
    if (isTyped) unsaved().forceValue = true;
  };
  form.addEventListener("w-unsaved:watch-edits", begin, { once: true });
}
