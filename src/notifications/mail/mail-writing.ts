import {
  directionOf,
  formatDate,
  formatMoney,
  formatTime,
  resolveLocale,
  translator,
  type Translate,
} from '../../shared/locale/locale.js';
import { oneLine } from './mail-cleaning.js';
import type { MailContext, MailData, MailTemplate } from './mail-data.js';
import { isolated, isolatedCode } from './mail-typography.js';

/** One mail on its way from facts to words. */
export interface Writing {
  template: MailTemplate;
  data: MailData;
  context: MailContext;
  locale: string;
  t: Translate;
  /** Keeps a value whole where the text around it runs right to left. */
  isolate: (value: string) => string;
  params: Record<string, string | undefined>;
}

/** Reads the facts once: names cleaned, days and sums written in the reader's language. */
export function startWriting(
  template: MailTemplate,
  data: MailData,
  context: MailContext,
): Writing {
  const locale = resolveLocale(context.locale);
  const t = translator(locale);
  const rtl = directionOf(locale) === 'rtl';
  const isolate = (value: string): string => (rtl ? isolated(value) : value);
  const code = (value: string): string => (rtl ? isolatedCode(value) : value);
  const plan = oneLine(data.planName);
  const { timeZone, brand } = context;
  // A stranger at the door without sign-in chose this name: it must not speak in our voice.
  const name = template === 'revoke_link' ? '' : oneLine(data.name ?? '');
  const params = {
    // i18next: `key_withdrawal` where there is one, else `key`.
    context: data.kind === 'withdrawal' ? 'withdrawal' : undefined,
    name: isolate(name),
    reference: code(oneLine(data.reference)),
    plan: isolate(plan),
    contract: plan
      ? t('mail:contract_named', { plan: isolate(plan) })
      : t('mail:contract', { plan }),
    requestedOn: formatDate(data.requestedAt, locale, timeZone),
    requestedTime: isolate(formatTime(data.requestedAt, locale, timeZone)),
    endsOn: data.effectiveAt ? formatDate(data.effectiveAt, locale, timeZone) : '',
    amount: data.refund ? isolate(formatMoney(data.refund, locale)) : '',
    credit: data.creditNote ? isolate(formatMoney(data.creditNote, locale)) : '',
    brand: isolate(oneLine(brand.name)),
    email: code(oneLine(brand.supportEmail)),
    // Hard spaces: a number must not be cut in two by the end of a line.
    phone: code(oneLine(brand.supportPhone ?? '').replaceAll(' ', '\u00a0')),
  };
  return { template, data, context, locale, t, isolate, params };
}
