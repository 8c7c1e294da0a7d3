import type { Page } from 'playwright-core';
import { PASSWORD } from '../../factories/password.js';
import { wordsOf, type Words } from './words.js';
import type { Language } from './launch.js';

export const REFERENCE = /CXL-[0-9A-HJKMNP-TV-Z]{8}/;

/** Fills the page of sign-in, on which the visitor has arrived. */
export async function signIn(
  page: Page,
  email: string,
  words: Words = wordsOf('en'),
): Promise<void> {
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', PASSWORD);
  await page.getByRole('button', { name: words.signIn, exact: true }).click();
}

/** The ways through the doors, step by step as the contract names them, in the language of a page. */
export class DoorWalk {
  readonly words: Words;

  constructor(
    private readonly page: Page,
    language: Language = 'en',
  ) {
    this.words = wordsOf(language);
  }

  async signIn(email: string): Promise<void> {
    await signIn(this.page, email, this.words);
  }

  /** From the address of the Digital Locker to the details page of a subscription. */
  async throughDigitalLocker(email: string, subscriptionId: string): Promise<void> {
    await this.page.goto('/digital-locker');
    await this.signIn(email);
    await this.toDetailsInLocker(subscriptionId);
  }

  /** From the dashboard of the Digital Locker, signed in. */
  async toDetailsInLocker(subscriptionId: string): Promise<void> {
    await this.follow(this.words.subscriptions);
    await this.openMenu(subscriptionId, this.words.manage);
    await this.page.locator('main a:has(.code)').first().click();
  }

  /** From the address of My Account to the details page, by either link of a consumer's menu. */
  async throughMyAccount(
    email: string,
    subscriptionId: string,
    menu: 'manage' | 'consumer' = 'manage',
  ): Promise<void> {
    await this.page.goto('/account');
    await this.signIn(email);
    await this.follow(this.words.subscriptions);
    await this.follow(this.words.manage);
    await this.follow(this.words.view);
    await this.openMenu(subscriptionId, this.words[menu]);
    await this.follow(this.words.update);
  }

  /** From the details page to the page that follows the act. */
  async cancel(): Promise<void> {
    await this.press(this.words.cancel);
    await this.press(this.words.confirm);
  }

  async reference(): Promise<string> {
    const shown = (await this.page.locator('.reference').textContent()) ?? '';
    const [reference] = REFERENCE.exec(shown) ?? [];
    if (reference === undefined) throw new Error(`There is no reference in "${shown}".`);
    return reference;
  }

  /** Opens the menu of a row of the list and follows one of its links. */
  async openMenu(subscriptionId: string, link: string): Promise<void> {
    const row = this.page.locator(`[data-subscription-id="${subscriptionId}"]`);
    await row.getByRole('button', { name: this.words.actions, exact: true }).click();
    await row.getByRole('link', { name: link, exact: true }).click();
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Whether the page has a button of that name. */
  async offers(name: string): Promise<boolean> {
    return (await this.page.getByRole('button', { name, exact: true }).count()) > 0;
  }

  /** Follows the link of that name in the page, not in its head or foot. */
  async follow(name: string): Promise<void> {
    await this.page.locator('main').getByRole('link', { name, exact: true }).click();
  }
}
