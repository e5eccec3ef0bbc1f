// A double click sends a form once. The server holds to the same; this only spares the second journey.
const PATIENCE = 15_000;

function release(form) {
  delete form.dataset.sent;
}

function guard(event) {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  // A download leaves the page where it is, and a lost network too: the button comes back.
  setTimeout(() => release(form), PATIENCE);
}

export function sendOnce(page) {
  page.addEventListener("submit", guard);
  window.addEventListener("pageshow", () => page.querySelectorAll("form[data-sent]").forEach(release));
}
