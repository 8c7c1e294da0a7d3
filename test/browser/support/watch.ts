import type { BrowserContext } from 'playwright-core';

/** Chromium says this for each answer that is no success; the answers are watched themselves. */
const FAILED_ANSWER = /^Failed to load resource: the server responded with a status of \d+/;

/** Everything that goes wrong in a browser from now on, in plain words. */
export function watch(
  context: BrowserContext,
  host: string,
  refusals: readonly number[],
): readonly string[] {
  const faults: string[] = [];
  context.on('console', (message) => {
    const grave = message.type() === 'error' || message.type() === 'warning';
    if (grave && !FAILED_ANSWER.test(message.text())) {
      faults.push(`console: ${message.text()} (${message.page()?.url() ?? ''})`);
    }
  });
  context.on('weberror', (fault) => faults.push(`script: ${fault.error().message}`));
  context.on('request', (request) => {
    if (new URL(request.url()).host !== host) faults.push(`left the host: ${request.url()}`);
  });
  context.on('response', (response) => {
    const status = response.status();
    if (status >= 400 && !refusals.includes(status)) {
      faults.push(`${status}: ${response.request().method()} ${response.url()}`);
    }
  });
  return faults;
}
