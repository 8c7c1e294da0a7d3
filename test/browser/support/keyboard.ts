import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

interface Focus {
  /** What the focused element says, or for a field what it is called in the form. */
  name: string;
  /** Whether it is marked, and lies within the window. */
  inView: boolean;
}

const FOCUS = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { top, bottom } = element.getBoundingClientRect();
  return {
    name: element.name || element.textContent.trim(),
    inView: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && bottom > 0 && top < innerHeight,
  };
})()`;

/** More stops than any page has. */
const MOST_STOPS = 80;

/** Somebody who has no mouse. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Goes on by Tab to what has that name; at every stop the focus is to be seen. */
  async tabTo(name: string): Promise<void> {
    const passed: string[] = [];
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      await this.page.keyboard.press('Tab');
      const focus = await this.page.evaluate<Focus>(FOCUS);
      expect(focus).toEqual({ name: focus.name, inView: true });
      if (focus.name === name) return;
      passed.push(focus.name);
    }
    throw new Error(`Tab does not lead to "${name}", but to ${passed.join(', ')}.`);
  }

  /** Presses a key that leads to another page. */
  async lead(key: 'Enter' | 'Space'): Promise<void> {
    await Promise.all([this.page.waitForEvent('load'), this.page.keyboard.press(key)]);
  }
}
