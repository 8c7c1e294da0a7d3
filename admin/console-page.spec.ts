import { describe, expect, it } from '@jest/globals';
import { consolePage } from './console-page.js';

const html = `<!DOCTYPE html><html><head>
      <script>
        window.REDUX_STATE = {"name":"</script><script>alert(1)</script>"};
        window.THEME = {"a":1};
      </script>
      <link rel="stylesheet" href="https://fonts.googleapis.com/css?family=Roboto:300" type="text/css">
      <script src="/admin/frontend/assets/app.bundle.js"></script></head></html>`;

describe('consolePage', () => {
  const { body, contentSecurityPolicy } = consolePage(html);

  it('asks no other host for anything', () => {
    expect(body).not.toMatch(/https?:\/\//);
    expect(contentSecurityPolicy).not.toMatch(/https?:|unsafe-eval/);
  });

  it('keeps data data: what stands in a name is no element', () => {
    expect(body).toContain('{"name":"\\u003c/script>\\u003cscript>alert(1)\\u003c/script>"}');
    expect(body.match(/<script/g)).toHaveLength(2);
  });

  it('gives every script of the page the nonce of the policy, and each page another one', () => {
    const nonce = /'nonce-([^']+)'/.exec(contentSecurityPolicy)?.[1];
    expect(body.split(`<script nonce="${nonce}"`)).toHaveLength(3);
    expect(consolePage(html).contentSecurityPolicy).not.toBe(contentSecurityPolicy);
  });
});
