import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const english = fileURLToPath(new URL('en/', import.meta.url));
const sources = fileURLToPath(new URL('../../', import.meta.url));

/** Keys that no text in the sources names, each with the reason why it stays. */
const exceptions: Readonly<Record<string, string>> = {
  'terms:subscriptionState.*': 'for the lists of the console, a part that comes later',
};

const PLURAL = /_(zero|one|two|few|many|other)$/;
/** What the sources pass as `context`: i18next then takes `key_context` where there is one. */
const CONTEXT = /_(withdrawal|staff)$/;

function englishKeys(): string[] {
  const walk = (node: unknown, path: string): string[] =>
    typeof node === 'string'
      ? [path]
      : Object.entries(node as object).flatMap(([key, value]) =>
          walk(value, path.endsWith(':') ? path + key : `${path}.${key}`),
        );
  return readdirSync(english).flatMap((file) =>
    walk(JSON.parse(readFileSync(join(english, file), 'utf8')), `${file.replace('.json', '')}:`),
  );
}

/** Everything but tests, without the comments. */
function sourceTexts(): string[] {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(spec|fixture)\.tsx?$/.test(name))
    .map((name) =>
      readFileSync(join(sources, name), 'utf8').replace(/^\s*(\/\*|\*|\/\/).*$/gm, ''),
    );
}

/** Keys as the sources name them; `*` stands for what is known only when the page is made. */
function namedKeys(namespaces: string[]): string[] {
  const space = `(?:${namespaces.join('|')}):`;
  const plain = new RegExp(`(['"])(${space}[\\w.]+)\\1`, 'g');
  const template = new RegExp(`\`(${space}(?:[\\w.]|\\$\\{(?:[^{}]|\\{[^{}]*\\})*\\})+)\``, 'g');
  const named = sourceTexts().flatMap((text) => [
    ...[...text.matchAll(plain)].map((match) => match[2] ?? ''),
    ...[...text.matchAll(template)].map((match) =>
      (match[1] ?? '').replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '*'),
    ),
  ]);
  return [...new Set(named)].sort();
}

/** A part that is filled in never holds a dot. */
function matcher(named: string): RegExp {
  const parts = named.split(/\*+/).map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`^${parts.join('[^.]*')}$`);
}

/** The key itself and what it is called without plural form and context. */
function callNames(key: string): string[] {
  const counted = key.replace(PLURAL, '');
  return [key, counted, counted.replace(CONTEXT, '')];
}

describe('keys of texts', () => {
  const keys = englishKeys();
  const named = namedKeys([...new Set(keys.map((key) => key.split(':')[0] ?? ''))]);

  it('are all used somewhere', () => {
    const used = [...named, ...Object.keys(exceptions)].map(matcher);
    const unused = keys.filter(
      (key) => !callNames(key).some((name) => used.some((pattern) => pattern.test(name))),
    );
    expect(unused).toEqual([]);
  });

  it('exist where the sources name them', () => {
    const known = new Set(keys.flatMap(callNames));
    const missing = named.filter((name) => ![...known].some((key) => matcher(name).test(key)));
    expect(missing).toEqual([]);
  });

  it('are excepted only while nothing names them', () => {
    for (const [pattern, reason] of Object.entries(exceptions)) {
      expect(reason).not.toBe('');
      expect(keys.some((key) => matcher(pattern).test(key))).toBe(true);
      expect(named).not.toContain(pattern);
    }
  });
});
