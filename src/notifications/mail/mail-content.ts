import { directionOf, formatMoney } from '../../shared/locale/locale.js';
import type { MailContext, MailData, MailTemplate } from './mail-data.js';
import { lines, oneLine, webAddress } from './mail-cleaning.js';
import { facts, type MailFact } from './mail-facts.js';
import { startWriting, type Writing } from './mail-writing.js';

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

/** Mails that speak of money: before a decision and after a refusal there is none to speak of. */
const MONEY: readonly MailTemplate[] = ['scheduled', 'completed', 'refund_issued', 'refund_failed'];

/** Refusals after which no contract goes on as before. */
const NOTHING_CONTINUES = [
  'already_cancelled',
  'already_requested',
  'duplicate',
  'term_ended',
  'unmatched',
];

/** Rules that speak to the refund and say nothing about why a declaration was refused. */
const REFUND_REASONS = ['outstanding_balance', 'refund_over_limit'];

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
  // Whether there is such a contract is told to nobody but its owner.
  const declarant = template === 'received' && data.declarant ? '_declarant' : '';
  const sentences = [t(`mail:next.${template}${undated}${declarant}`, params)];
  if (template === 'scheduled' || template === 'completed') {
    if (data.refund) sentences.push(t(`mail:refund.${data.refund.state}`, params));
  }
  if (MONEY.includes(template) && data.creditNote) sentences.push(t('mail:creditNote', params));
  if (data.attached) sentences.push(t('mail:attached'));
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
