// What pages do beyond plain HTML; every page works without it.
'use strict';

const LOOK_MS = 1500;
const LOOK_LONGER_MS = 10_000;
const PATIENT_AFTER = 20;

// A second click on a button that is at work sends nothing.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== 'post') return;
  if (form.dataset.sent === 'true') {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'true';
  for (const button of form.querySelectorAll('button')) {
    button.setAttribute('aria-disabled', 'true');
  }
});

// The back button shows a page as it was left: its forms can be sent again.
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('button')) button.removeAttribute('aria-disabled');
  }
});

/** Follows the part of the page that waits for something, until it says that it waits no more. */
async function follow(looks) {
  const shown = document.querySelector('[data-waiting="true"]');
  if (shown === null) return;
  try {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (response.ok && !response.redirected) {
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const fresh = page.querySelector('[data-waiting]');
      if (fresh !== null && fresh.innerHTML !== shown.innerHTML) {
        shown.innerHTML = fresh.innerHTML;
        shown.dataset.waiting = fresh.dataset.waiting;
      }
    }
  } catch {
    // The line is down for a moment: the next look may reach the server.
  }
  setTimeout(() => void follow(looks + 1), looks < PATIENT_AFTER ? LOOK_MS : LOOK_LONGER_MS);
}
setTimeout(() => void follow(1), LOOK_MS);
