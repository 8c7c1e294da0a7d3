import { describe, expect, it } from '@jest/globals';
import { Secrets } from '../config/secrets.js';
import { readSettings } from '../config/settings.js';
import { newId } from '../shared/ids.js';
import { TakeBackLinks } from './take-back-links.js';

const settings = readSettings({ BASE_URL: 'https://desk.example' });
const links = new TakeBackLinks(settings, new Secrets('a signing key for tests, of 40 characters'));

describe('take-back links', () => {
  it('lead back to their cancellation', () => {
    const id = newId();
    const [, token] = /^https:\/\/desk\.example\/take-back\/(.+)$/.exec(links.urlOf(id)) ?? [];
    expect(links.read(token as string)).toBe(id);
  });

  it('are worth nothing when altered, or made with another key or for another cancellation', () => {
    const id = newId();
    const token = links.urlOf(id).split('/').at(-1) as string;
    const mac = token.split('.')[1] as string;
    const other = new TakeBackLinks(settings, new Secrets('x'.repeat(40)))
      .urlOf(id)
      .split('/')
      .at(-1);
    const flipped = `${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`;
    for (const wrong of [
      '',
      '.',
      id,
      `${id}.`,
      `${newId()}.${mac}`,
      `${id}.${flipped}`,
      `${token}A`,
      other,
    ]) {
      expect(links.read(wrong as string)).toBeNull();
    }
  });
});
