import {
  directionOf,
  formatDate,
  formatDateTime,
  formatMoney,
  formatTime,
  resolveLocale,
  translator,
  type Translate,
} from '../../shared/locale/locale.js';
import type { MailContext, MailData, MailTemplate } from './mail-data.js';
import { lines, oneLine, webAddress } from './mail-cleaning.js';

/** A labelled value; `code` is set in a face where 0 and O differ. */
export interface MailFact {
  name: string;
  label: string;
  value: string;
  look: 'plain' | 'code';
}

/** A sum with its state in words. */
export interface MailSum {
  label: string;
  note: string | null;
  amount: string;
}

export interface MailReason {
  why: string;
  todo: string | null;
}

export interface MailAction {
  label: string;
  url: string;
}

/** Everything a mail says, in the reader's language: HTML and text are two settings of this. */
export interface MailContent {
  locale: string;
  direction: 'ltr' | 'rtl';
  subject: string;
  title: string;
  greeting: string;
  lead: string[];
  facts: { title: string; rows: MailFact[] };
  sums: { title: string; rows: MailSum[] } | null;
  reasons: { title: string; items: MailReason[] } | null;
  message: { title: string; lines: string[] } | null;
  next: { title: string; sentences: string[] };
  /** The first one is the mail's primary action. */
  actions: MailAction[];
  footer: string[];
}

/** Beyond this many, Service Tags are counted and not listed. */
const MAX_TAGS = 20;

/** Mails that speak of money: before a decision and after a refusal there is none to speak of. */
const MONEY: readonly MailTemplate[] = ['scheduled', 'completed', 'refund_issued', 'refund_failed'];

/** Refusals after which no contract goes on as before. */
const NOTHING_CONTINUES = ['already_cancelled', 'already_requested', 'term_ended', 'unmatched'];

/** Rules that speak to the refund and say nothing about why a declaration was refused. */
const REFUND_REASONS = ['outstanding_balance', 'refund_over_limit'];

interface Writing {
  template: MailTemplate;
  data: MailData;
  context: MailContext;
  locale: string;
  t: Translate;
  params: Record<string, string | undefined>;
}

/** Says what a mail says; pure, throws on impossible dates, zones and currencies. */
export function mailContent(
  template: MailTemplate,
  data: MailData,
  context: MailContext,
): MailContent {
  const writing = startWriting(template, data, context);
  const { locale, t, params } = writing;
  const title = t(`mail:title.${template}`, params);
  const plan = oneLine(data.planName);
  return {
    locale,
    direction: directionOf(locale),
    subject: t(plan ? 'mail:subject' : 'mail:subject_unnamed', { ...params, title }),
    title,
    greeting: t(params.name ? 'mail:greeting_named' : 'mail:greeting', params),
    lead: lead(writing),
    facts: {
      title: t(`mail:factsTitle.${template === 'received' ? 'declaration' : 'overview'}`),
      rows: facts(writing),
    },
    sums: sums(writing),
    reasons: reasons(writing),
    message: staffMessage(writing),
    next: { title: t('mail:nextTitle'), sentences: next(writing) },
    actions: actions(writing),
    footer: [
      t(params.phone ? 'mail:footer.contact_phone' : 'mail:footer.contact', params),
      t('mail:footer.sender', params),
    ],
  };
}

function startWriting(template: MailTemplate, data: MailData, context: MailContext): Writing {
  const locale = resolveLocale(context.locale);
  const t = translator(locale);
  // In Arabic a Latin value must not drag its neighbours along: it is isolated (U+2068, U+2069).
  const isolate = (value: string): string =>
    directionOf(locale) === 'rtl' && value ? `\u2068${value}\u2069` : value;
  const plan = oneLine(data.planName);
  const { timeZone, brand } = context;
  // A stranger at the door without sign-in chose this name: it must not speak in our voice.
  const name = template === 'revoke_link' ? '' : oneLine(data.name ?? '');
  const params = {
    // i18next: `key_withdrawal` where there is one, else `key`.
    context: data.kind === 'withdrawal' ? 'withdrawal' : undefined,
    name: isolate(name),
    reference: isolate(oneLine(data.reference)),
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
    email: isolate(oneLine(brand.supportEmail)),
    phone: isolate(oneLine(brand.supportPhone ?? '')),
  };
  return { template, data, context, locale, t, params };
}

function lead({ template, data, t, params }: Writing): string[] {
  switch (template) {
    case 'scheduled':
    case 'completed':
      return [t(`mail:lead.${template}${data.effectiveAt ? '' : '_undated'}`, params)];
    case 'refund_issued':
    case 'refund_failed':
      return [t(`mail:lead.${template}${data.refund ? '' : '_unknown'}`, params)];
    case 'rejected': {
      const continues = !data.reasonCodes.some((code) => NOTHING_CONTINUES.includes(code));
      return [t('mail:lead.rejected', params), ...(continues ? [t('mail:continues')] : [])];
    }
    case 'revoke_link':
      return [
        t('mail:lead.revoke_link', params),
        ...(data.effectiveAt ? [t('mail:endsBecause', params)] : []),
      ];
    case 'received':
    case 'in_review':
    case 'revoked':
      return [t(`mail:lead.${template}`, params)];
  }
}

/** The state a mail tells of; mails about money or links tell of none. */
const STATES: Partial<Record<MailTemplate, string>> = {
  received: 'requested',
  in_review: 'in_review',
  scheduled: 'scheduled',
  completed: 'completed',
  rejected: 'rejected',
  revoked: 'revoked',
};

function facts(writing: Writing): MailFact[] {
  const { template, data, locale, context, t, params } = writing;
  const rows: MailFact[] = [];
  const add = (name: string, value: string, look: MailFact['look'] = 'plain', count = 1): void => {
    if (value) rows.push({ name, label: t(`mail:fact.${name}`, { count }), value, look });
  };
  const state = STATES[template];
  add('reference', oneLine(data.reference), 'code');
  if (state) add('state', t(`terms:cancellationState.${state}`));
  add('name', params.name ? oneLine(data.name ?? '') : '');
  add('plan', oneLine(data.planName));
  add('serviceTag', serviceTags(writing), 'code', data.serviceTags.length);
  add('orderNumber', oneLine(data.orderNumber ?? ''), 'code');
  add('kind', t(`terms:kind.${data.kind}`));
  if (template !== 'revoke_link') add('ground', lines(data.ground ?? '').join(' '));
  add('receivedAt', formatDateTime(data.requestedAt, locale, context.timeZone));
  add('wishedEnd', wishedEnd(writing));
  const end = endFact(template);
  if (end && data.effectiveAt) {
    add(end, formatDateTime(data.effectiveAt, locale, context.timeZone));
  }
  return rows;
}

function serviceTags({ data, t }: Writing): string {
  const tags = data.serviceTags.map(oneLine);
  const listed = tags.slice(0, MAX_TAGS).join(', ');
  const more = tags.length - MAX_TAGS;
  return more > 0 ? `${listed} ${t('mail:moreTags', { count: more })}` : listed;
}

/** A confirmation repeats the whole declaration: no wished end means the earliest possible one. */
function wishedEnd({ template, data, locale, context, t }: Writing): string {
  if (data.wishedEnd) return formatDate(data.wishedEnd, locale, context.timeZone);
  const repeats = template === 'received' && data.kind !== 'withdrawal';
  return repeats ? t('mail:earliestEnd') : '';
}

function endFact(template: MailTemplate): 'expectedEnd' | 'endsAt' | 'endedAt' | null {
  switch (template) {
    case 'received':
    case 'in_review':
      return 'expectedEnd';
    case 'scheduled':
    case 'refund_issued':
    case 'refund_failed':
    case 'revoke_link':
      return 'endsAt';
    case 'completed':
      return 'endedAt';
    case 'rejected':
    case 'revoked':
      return null;
  }
}

function sums({ template, data, locale, t }: Writing): MailContent['sums'] {
  if (!MONEY.includes(template)) return null;
  const rows: MailSum[] = [];
  if (data.refund && data.refund.state !== 'none') {
    rows.push({
      label: t('mail:money.refund'),
      note: t(`terms:refundState.${data.refund.state}`),
      amount: formatMoney(data.refund, locale),
    });
  }
  if (data.creditNote) {
    rows.push({
      label: t('mail:money.creditNote'),
      note: null,
      amount: formatMoney(data.creditNote, locale),
    });
  }
  return rows.length > 0 ? { title: t('mail:moneyTitle'), rows } : null;
}

/** Codes worth a word in this mail; what a decision has overtaken is not repeated. */
function tellingCodes({ template, data }: Writing): string[] {
  const codes = [...new Set(data.reasonCodes)];
  switch (template) {
    case 'in_review':
      return codes;
    case 'rejected': {
      const against = codes.filter((code) => !REFUND_REASONS.includes(code));
      return against.length > 0 || data.staffMessage ? against : ['staff_decision'];
    }
    case 'scheduled':
    case 'completed':
      return codes.filter(
        (code) =>
          (code === 'notice_period' && template === 'scheduled') ||
          (REFUND_REASONS.includes(code) && data.refund?.state === 'held'),
      );
    case 'received':
    case 'revoked':
    case 'refund_issued':
    case 'refund_failed':
    case 'revoke_link':
      return [];
  }
}

function reasons(writing: Writing): MailContent['reasons'] {
  const { template, t } = writing;
  const items = tellingCodes(writing).map((code) => {
    // Codes are the policy's own words; anything else could reach into the keys of other texts.
    const known = /^[a-z_]+$/.test(code) ? code : 'unknown';
    const text = (part: string): string =>
      t([`reasons:${known}.${part}`, `reasons:unknown.${part}`]);
    // A refusal ends with how to object to it: staff's decision need not say so as well.
    const said = template === 'rejected' && known === 'staff_decision';
    return { why: text('why'), todo: said ? null : text('todo') };
  });
  const title = template === 'in_review' || template === 'rejected' ? template : 'note';
  return items.length > 0 ? { title: t(`mail:reasonsTitle.${title}`), items } : null;
}

function staffMessage({ template, data, t }: Writing): MailContent['message'] {
  // Nobody of the staff has a part in these two.
  if (template === 'received' || template === 'revoke_link') return null;
  const said = lines(data.staffMessage ?? '');
  return said.length > 0 ? { title: t('mail:messageTitle'), lines: said } : null;
}

function next(writing: Writing): string[] {
  const { template, data, t, params } = writing;
  const undated = template === 'scheduled' && !data.effectiveAt ? '_undated' : '';
  const sentences = [t(`mail:next.${template}${undated}`, params)];
  if (template === 'scheduled' || template === 'completed') {
    if (data.refund) sentences.push(t(`mail:refund.${data.refund.state}`, params));
  }
  if (MONEY.includes(template) && data.creditNote) sentences.push(t('mail:creditNote', params));
  if (revokeAddress(writing)) {
    sentences.push(
      t(`mail:next.${template === 'revoke_link' ? 'revoke_link_action' : 'revocable'}`),
    );
  }
  return sentences;
}

const REVOCABLE: readonly MailTemplate[] = ['received', 'in_review', 'scheduled', 'revoke_link'];

function revokeAddress({ template, data }: Writing): string | null {
  return REVOCABLE.includes(template) ? webAddress(data.revokeUrl) : null;
}

function actions(writing: Writing): MailAction[] {
  const { template, data, t, params } = writing;
  const status = webAddress(data.statusUrl);
  const revoke = revokeAddress(writing);
  const all = [
    ...(status ? [{ label: t('mail:action.status', params), url: status }] : []),
    ...(revoke ? [{ label: t('mail:action.revoke', params), url: revoke }] : []),
  ];
  return template === 'revoke_link' ? all.reverse() : all;
}
