import {
  directionOf,
  formatDateTime,
  resolveLocale,
  translator,
  type Translate,
} from '../../shared/locale/locale.js';
import { oneLine, webAddress } from './mail-cleaning.js';
import type { MailAction, MailContent } from './mail-content.js';
import type { MailContext } from './mail-data.js';
import { isolated, isolatedCode } from './mail-typography.js';

/** What happened to the way into an account, one mail each. */
export const accountMailTemplates = [
  'password_reset',
  'password_changed',
  'sign_in_attempts',
] as const;
export type AccountMailTemplate = (typeof accountMailTemplates)[number];

/** Facts of one mail: times are RFC 3339 in UTC. */
export interface AccountMailData {
  name: string | null;
  /** When it happened. */
  at: string;
  /** `password_reset`: until when the link works. */
  expiresAt?: string;
  /** `sign_in_attempts`: wrong passwords within a day. */
  failures?: number;
  /** Where the mail's button leads. */
  actionUrl: string;
  /** `password_changed`: where the owner sets a password who did not change it. */
  forgotUrl?: string;
}

/** One mail on its way from facts to words. */
interface AccountWriting {
  template: AccountMailTemplate;
  data: AccountMailData;
  t: Translate;
  dateTime: (at: string) => string;
  params: Record<string, string | number>;
}

/** Whether a row's template is one of these mails. */
export function isAccountMail(template: string): template is AccountMailTemplate {
  return (accountMailTemplates as readonly string[]).includes(template);
}

/** Says what a mail about an account says; pure, throws on impossible dates and zones. */
export function accountMailContent(
  template: AccountMailTemplate,
  data: AccountMailData,
  context: MailContext,
): MailContent {
  const locale = resolveLocale(context.locale);
  const writing = startWriting(template, data, { ...context, locale });
  const { t, params } = writing;
  const title = t(`account:mail.${template}.title`, params);
  return {
    locale,
    direction: directionOf(locale),
    subject: t('account:mail.subject', { ...params, title }),
    title,
    greeting: t(params.name ? 'mail:greeting_named' : 'mail:greeting', params),
    lead: [t(`account:mail.${template}.lead`, params)],
    facts: { title: t('mail:factsTitle.overview'), rows: facts(writing) },
    sums: null,
    reasons: null,
    message: null,
    next: {
      title: t('account:mail.nextTitle'),
      sentences: [
        t(`account:mail.${template}.next`, params),
        t(`account:mail.${template}.notYou`, params),
      ],
    },
    actions: actions(writing),
    footer: [
      t(params.phone ? 'account:mail.contact_phone' : 'account:mail.contact', params),
      t('mail:footer.sender', params),
    ],
  };
}

function startWriting(
  template: AccountMailTemplate,
  data: AccountMailData,
  { locale, timeZone, brand }: MailContext,
): AccountWriting {
  const rtl = directionOf(locale) === 'rtl';
  const isolate = (value: string): string => (rtl ? isolated(value) : value);
  const code = (value: string): string => (rtl ? isolatedCode(value) : value);
  const params = {
    name: isolate(oneLine(data.name ?? '')),
    brand: isolate(oneLine(brand.name)),
    email: code(oneLine(brand.supportEmail)),
    // Hard spaces: a number must not be cut in two by the end of a line.
    phone: code(oneLine(brand.supportPhone ?? '').replaceAll(' ', '\u00a0')),
    count: data.failures ?? 0,
  };
  const dateTime = (at: string): string => formatDateTime(at, locale, timeZone);
  return { template, data, t: translator(locale), dateTime, params };
}

function facts({ template, data, t, dateTime }: AccountWriting): MailContent['facts']['rows'] {
  const row = (name: string, value: string) =>
    ({ name, label: t(`account:mail.fact.${name}`), value, look: 'plain' }) as const;
  switch (template) {
    case 'password_reset':
      return [
        row('askedAt', dateTime(data.at)),
        ...(data.expiresAt ? [row('expiresAt', dateTime(data.expiresAt))] : []),
      ];
    case 'password_changed':
      return [row('changedAt', dateTime(data.at))];
    case 'sign_in_attempts':
      return [row('lastTryAt', dateTime(data.at))];
  }
}

function actions({ template, data, t, params }: AccountWriting): MailAction[] {
  const all = [
    { label: t(`account:mail.${template}.action`, params), url: webAddress(data.actionUrl) },
    { label: t('account:mail.setAnother', params), url: webAddress(data.forgotUrl ?? null) },
  ];
  return all.flatMap(({ label, url }) => (url === null ? [] : [{ label, url }]));
}
