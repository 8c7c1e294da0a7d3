import { describe, expect, it } from '@jest/globals';
import { chooseLocale } from './choose-language.js';

const pole = { language: 'pl', country: 'PL' };

describe('chooseLocale', () => {
  it.each([
    ['the choice before the account', 'de', pole, ['fr'], 'de'],
    ['the account in its own form', null, pole, ['fr'], 'pl-PL'],
    ['the account chosen again keeps its country', 'pl', pole, [], 'pl-PL'],
    ['the choice without texts does not count', 'sv', pole, [], 'pl-PL'],
    ['nonsense does not count', '../../etc/passwd', null, ['de-AT'], 'de-AT'],
    ['a choice of any length', 'x'.repeat(9_000), null, [], 'en'],
    [
      'the first language of the browser that has texts',
      null,
      null,
      ['sv', 'cs-CZ', 'en'],
      'cs-CZ',
    ],
    ['the account before the browser', null, { language: 'en', country: 'US' }, ['pl'], 'en-US'],
    [
      'the country where the account speaks what has no texts',
      null,
      { language: 'sv', country: 'UA' },
      [],
      'uk-UA',
    ],
    ['the browser before the country', null, { language: 'sv', country: 'UA' }, ['ja'], 'ja'],
    ['English where nothing is known', null, null, [], 'en'],
    [
      'English where the country speaks what has no texts',
      null,
      { language: 'sv', country: 'SE' },
      [],
      'en',
    ],
    ['English for what is no country', null, { language: 'sv', country: 'ZZZ' }, [], 'en'],
  ])('%s', (_title, chosen, account, accepted, locale) => {
    expect(chooseLocale({ chosen, account, accepted })).toBe(locale);
  });
});
