// Starts the parts of the interface that want JavaScript. Every page works without this file.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from "govuk-frontend";

import { keepDrafts } from "./drafts.js";
import { sendOnce } from "./once.js";

const COMPONENTS = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
];

// What htmx puts into the page is started once; what was already there has been started before.
function alreadyStarted(error) {
  return error && error.name === "InitError";
}

function start(scope) {
  COMPONENTS.forEach((Component) => {
    createAll(Component, {}, { scope, onError: (error) => alreadyStarted(error) || console.error(error) });
  });
  // The server answers with the summary and the messages beside the fields, in the reader's language.
  scope.querySelectorAll("form[method=post]:not([data-browser-checks])").forEach((form) => {
    form.noValidate = true;
  });
  keepDrafts(scope);
}

// A browser that runs a module has what the kit needs: it looks for this class.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
sendOnce(document);
start(document);
document.addEventListener("htmx:load", (event) => {
  const arrived = event.detail.elt;
  if (arrived !== document.body && arrived.parentElement) start(arrived.parentElement);
});
// A form that is refused comes back with its summary (422): show it, as without JavaScript.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 422) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
