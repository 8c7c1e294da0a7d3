import type { en } from './en.js';

/** The same keys in each language, every text another one. */
type Texts<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends readonly [string, string]
      ? readonly [string, string]
      : Texts<T[K]>;
};

export type SignInTexts = Texts<typeof en>;

/** Fills `{{name}}` in; what is filled in is escaped where it is rendered. */
export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (all, name: string) => String(values[name] ?? all));
}
