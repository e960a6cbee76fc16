// Imports: shows how far an upload and an import are. Without this module the form is sent as it is,
// and a link looks again.
const EVERY = 2000;
const shown = document.querySelector("[data-progress]");
const form = document.querySelector("[data-upload]");
if (shown) watch(shown);
if (form) begin(form);

// The server says how far it is; what is over is shown by the page itself.
async function watch(place) {
  for (;;) {
    await new Promise((done) => setTimeout(done, EVERY));
    if (document.hidden) continue;
    try {
      const answer = await fetch(place.dataset.progress, { credentials: "same-origin" });
      if (answer.redirected || !answer.ok) continue;
      if (answer.headers.get("X-Import-Over") === "1") return location.reload();
      place.innerHTML = await answer.text();
    } catch {
      // Away for a moment: it is asked again.
    }
  }
}

function begin(form) {
  const files = form.querySelector('input[type="file"]');
  const format = form.querySelector('[name="format"]');
  const sent = form.querySelector("[data-sent]");
  const words = form.querySelector("[data-sent-words]");
  const bar = sent.querySelector("progress");
  const size = () => [...files.files].reduce((sum, file) => sum + file.size, 0);

  // Fields that only other formats have need not be in sight.
  const show = () => {
    for (const field of form.querySelectorAll("[data-formats]")) {
      const wanted = !format.value || field.dataset.formats.split(" ").includes(format.value);
      (field.closest(".w-field__wrapper") ?? field).hidden = !wanted;
    }
  };
  format.addEventListener("change", show);
  show();

  files.addEventListener("change", () => {
    const data = form.dataset;
    const refusal = size() > Number(data.most) ? data.tooBig : size() > Number(data.free) ? data.noRoom : "";
    files.setCustomValidity(refusal);
    files.reportValidity();
  });

  form.addEventListener("submit", (event) => {
    if (!files.files.length) return;
    event.preventDefault();
    send(form, (share) => {
      const percent = Math.floor(100 * share);
      bar.value = percent;
      words.textContent = form.dataset.sending.replace("%s", percent);
    });
  });

  function send(form, tell) {
    const button = form.querySelector("button");
    const request = new XMLHttpRequest();
    const failed = () => {
      button.disabled = false;
      bar.hidden = true;
      words.textContent = form.dataset.failed;
    };
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (at) => at.lengthComputable && tell(at.loaded / at.total));
    request.addEventListener("error", failed);
    request.addEventListener("abort", failed);
    request.addEventListener("load", () => {
      if (request.status === 200) return location.assign(request.responseURL);
      if (request.status < 400 || request.status >= 500) return failed();
      // The form as the server gives it back, with what it found wrong.
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const given = page.querySelector("[data-upload]");
      if (!given) return failed();
      form.replaceWith(given);
      begin(given);
      (given.querySelector('[role="alert"], [aria-invalid="true"], .error-message') ?? given).scrollIntoView();
    });
    button.disabled = true;
    sent.hidden = bar.hidden = false;
    tell(0);
    request.send(new FormData(form));
  }
}
