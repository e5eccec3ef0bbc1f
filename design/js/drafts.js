// Long forms are kept in this browser while they are typed, so that a lost network or a closed tab loses nothing.
//
// <form data-draft="observation-12"> … <p data-draft-status hidden></p> <div data-draft-offer hidden> … </div>
// (templates/parts/draft.html). The draft is dropped when a message tagged `draft:observation-12` is shown, which the
// server sends after the act, and when the person signs out. Passwords, files and hidden fields are never kept.
const PREFIX = "touchstone:draft";
const KEPT_FOR = 14 * 24 * 60 * 60 * 1000;
const PAUSE = 600;
const NEVER = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);

const owner = () => document.body.dataset.owner || "guest";
const keyOf = (form) => `${PREFIX}:${owner()}:${form.dataset.draft}`;

// Private windows and full stores refuse: typing goes on without a draft.
function stored(work) {
  try {
    return work(window.localStorage);
  } catch {
    return null;
  }
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !field.disabled && !NEVER.has(field.type));
}

function isChoice(field) {
  return field.type === "checkbox" || field.type === "radio";
}

function stateOf(field) {
  if (isChoice(field)) return field.checked;
  if (field.type === "select-multiple") return [...field.selectedOptions].map((option) => option.value);
  return field.value;
}

function nameOf(field) {
  return isChoice(field) ? `${field.name}=${field.value}` : field.name;
}

function read(form) {
  return Object.fromEntries(fieldsOf(form).map((field) => [nameOf(field), stateOf(field)]));
}

function put(field, state) {
  if (isChoice(field)) field.checked = state;
  else if (field.type === "select-multiple") {
    [...field.options].forEach((option) => {
      option.selected = state.includes(option.value);
    });
  } else field.value = state;
  field.dispatchEvent(new Event(isChoice(field) ? "change" : "input", { bubbles: true }));
}

function write(form, values) {
  fieldsOf(form).forEach((field) => {
    const name = nameOf(field);
    if (name in values) put(field, values[name]);
  });
}

function say(form, text) {
  const status = form.querySelector("[data-draft-status]");
  if (!status) return;
  status.hidden = false;
  status.textContent = text;
}

function clock(moment) {
  const language = document.documentElement.lang || "en-GB";
  return new Date(moment).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
}

function keep(form) {
  const at = Date.now();
  const done = stored((store) => {
    store.setItem(keyOf(form), JSON.stringify({ at, values: read(form) }));
    return true;
  });
  const status = form.querySelector("[data-draft-status]");
  if (done && status) say(form, `${status.dataset.draftStatus} ${clock(at)}`);
}

function find(form) {
  const text = stored((store) => store.getItem(keyOf(form)));
  if (!text) return null;
  const draft = JSON.parse(text);
  return Date.now() - draft.at < KEPT_FOR ? draft : null;
}

function drop(key) {
  stored((store) => store.removeItem(key));
}

function isSame(one, other) {
  return Object.keys(other).every((name) => !(name in one) || JSON.stringify(one[name]) === JSON.stringify(other[name]));
}

// Offered, never put in unasked: what the server sent may be newer than what this browser kept.
function offer(form, draft) {
  const box = form.querySelector("[data-draft-offer]");
  if (!box || isSame(read(form), draft.values)) return;
  box.hidden = false;
  const when = box.querySelector("[data-draft-when]");
  if (when) when.textContent = clock(draft.at);
  box.querySelector("[data-draft-restore]").addEventListener("click", () => {
    write(form, draft.values);
    box.hidden = true;
  });
  box.querySelector("[data-draft-discard]").addEventListener("click", () => {
    drop(keyOf(form));
    box.hidden = true;
  });
}

function watch(form) {
  if (form.dataset.draftWatched) return;
  form.dataset.draftWatched = "1";
  const draft = find(form);
  if (draft) offer(form, draft);
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(form), PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // Leaving within the pause keeps what was typed.
  window.addEventListener("pagehide", () => {
    if (!timer) return;
    clearTimeout(timer);
    if (!form.dataset.sent) keep(form);
  });
}

function dropWhatIsDone(scope) {
  scope.querySelectorAll("[data-message-tags]").forEach((message) => {
    message.dataset.messageTags
      .split(/\s+/)
      .filter((tag) => tag.startsWith("draft:"))
      .forEach((tag) => drop(`${PREFIX}:${owner()}:${tag.slice("draft:".length)}`));
  });
}

function dropAllOfOwner() {
  const start = `${PREFIX}:${owner()}:`;
  stored((store) => Object.keys(store).filter((key) => key.startsWith(start)).forEach((key) => store.removeItem(key)));
}

export function keepDrafts(scope) {
  dropWhatIsDone(scope);
  scope.querySelectorAll("form[data-draft]").forEach(watch);
  scope.querySelectorAll("form[data-forget-drafts]").forEach((form) => {
    form.addEventListener("submit", dropAllOfOwner);
  });
}
