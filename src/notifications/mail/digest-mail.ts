import {
  directionOf,
  formatDate,
  formatMoney,
  resolveLocale,
  translator,
  type Translate,
} from '../../shared/locale/locale.js';
import { oneLine } from './mail-cleaning.js';
import type { MailContent } from './mail-content.js';
import type { MailContext, MailMoney } from './mail-data.js';
import type { MailFact } from './mail-facts.js';
import { isolated, isolatedCode } from './mail-typography.js';

/** The one mail of a batch to an account, in place of a mail for every line. */
export const digestTemplate = 'batch_digest';

/** What became of one contract; times are RFC 3339 in UTC. */
export interface DigestItem {
  reference: string;
  planName: string;
  state: 'scheduled' | 'completed' | 'in_review' | 'rejected' | 'failed';
  effectiveAt: string | null;
  refund: (MailMoney & { held: boolean }) | null;
  /** Codes of the rules that refused it. */
  reasonCodes: string[];
}

export interface DigestMailData {
  name: string | null;
  /** The first of them; `total` counts all. */
  items: DigestItem[];
  total: number;
}

interface DigestWriting {
  t: Translate;
  locale: string;
  timeZone: string;
  isolate: (value: string) => string;
}

/** Says what a digest says; pure, throws on impossible dates, zones and currencies. */
export function digestMailContent(data: DigestMailData, context: MailContext): MailContent {
  const locale = resolveLocale(context.locale);
  const t = translator(locale);
  const rtl = directionOf(locale) === 'rtl';
  const isolate = (value: string): string => (rtl ? isolated(value) : value);
  const code = (value: string): string => (rtl ? isolatedCode(value) : value);
  const { brand, timeZone } = context;
  const params = {
    count: data.total,
    name: isolate(oneLine(data.name ?? '')),
    brand: isolate(oneLine(brand.name)),
    email: code(oneLine(brand.supportEmail)),
    phone: code(oneLine(brand.supportPhone ?? '').replaceAll(' ', '\u00a0')),
  };
  const title = t('digest:title', params);
  const writing = { t, locale, timeZone, isolate };
  const more = data.total - data.items.length;
  return {
    locale,
    direction: directionOf(locale),
    subject: t('digest:subject', { ...params, title }),
    title,
    greeting: t(params.name ? 'mail:greeting_named' : 'mail:greeting', params),
    lead: [t('digest:lead', params)],
    facts: { title: t('digest:factsTitle'), rows: data.items.map((item) => fact(item, writing)) },
    sums: null,
    reasons: null,
    message: null,
    next: {
      title: t('digest:nextTitle'),
      sentences: [
        ...(more > 0 ? [t('digest:more', { count: more })] : []),
        t('digest:next', params),
        t('digest:object', params),
      ],
    },
    actions: [],
    footer: [
      t(params.phone ? 'digest:contact_phone' : 'digest:contact', params),
      t('mail:footer.sender', params),
    ],
  };
}

function fact(item: DigestItem, writing: DigestWriting): MailFact {
  const label = oneLine(item.reference);
  return { name: 'item', label, value: sentence(item, writing), look: 'plain' };
}

function sentence(item: DigestItem, { t, locale, timeZone, isolate }: DigestWriting): string {
  const { state, refund, effectiveAt } = item;
  const paid = refund && refund.amount > 0 ? (refund.held ? '_held' : '_refund') : '';
  const params = {
    plan: isolate(oneLine(item.planName)),
    endsOn: effectiveAt ? formatDate(effectiveAt, locale, timeZone) : '',
    amount: refund ? isolate(formatMoney(refund, locale)) : '',
    why: state === 'rejected' ? why(item, t) : '',
  };
  return t(`digest:item.${state}${state === 'completed' ? paid : ''}`, params).trim();
}

/** Codes are the policy's own words; anything else could reach into the keys of other texts. */
function why({ reasonCodes }: DigestItem, t: Translate): string {
  const known = reasonCodes.find((code) => /^[a-z_]+$/.test(code)) ?? 'unknown';
  return t([`reasons:${known}.why`, 'reasons:unknown.why']);
}
