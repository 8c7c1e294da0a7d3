import {
  directionOf,
  formatDate,
  formatDateTime,
  formatMoney,
  formatTime,
  languageOf,
  translator,
  type Translate,
} from '../shared/locale/locale.js';
import { lines } from '../notifications/mail/mail-cleaning.js';
import type { ReceiptContent } from './receipt-content.js';

/**
 * A labelled value. `code` is set in a face where 0 and O differ, `money` at the far edge, `quote`
 * as a text of several lines, in the words of whoever wrote it.
 */
export interface SheetRow {
  name: string;
  label: string;
  look: 'plain' | 'code' | 'money' | 'quote';
  /** One line each; only a quote has several. */
  lines: string[];
}

export interface SheetSection {
  name: 'receipt' | 'declarant' | 'declared' | 'outcome';
  title: string;
  rows: SheetRow[];
}

/** A receipt in words, the same for PDF and page. */
export interface ReceiptSheet {
  locale: string;
  direction: 'ltr' | 'rtl';
  issuer: string;
  title: string;
  lead: string;
  reference: string;
  receivedAt: string;
  sections: SheetSection[];
  proof: { title: string; sentences: string[] };
}

interface Writing {
  content: ReceiptContent;
  locale: string;
  t: Translate;
  /** i18next: `key_withdrawal` where there is one, else `key`. */
  context: string | undefined;
}

/** Says what a receipt says, in the language of `locale`; throws on impossible dates and zones. */
export function receiptSheet(content: ReceiptContent, keyId: string, locale: string): ReceiptSheet {
  const t = translator(locale);
  const context = content.kind === 'withdrawal' ? 'withdrawal' : undefined;
  const writing: Writing = { content, locale, t, context };
  const { issuer, reference, received } = content;
  const name = clean(issuer.name);
  const sections = [receipt(writing), declarant(writing), declared(writing), outcome(writing)];
  return {
    locale,
    direction: directionOf(locale),
    issuer: name,
    title: t(`receipts:title.${content.stage}`, { context }),
    lead: t(`receipts:lead.${content.stage}`, { context, ...leadParams(writing) }),
    reference,
    receivedAt: received.at,
    sections: sections.filter(({ rows }) => rows.length > 0),
    proof: {
      title: t('receipts:section.proof'),
      sentences: [
        t('receipts:proof.kept'),
        t('receipts:proof.check', { address: issuer.verifyAt }),
        t('receipts:proof.signed', { issuer: name, keyId }),
      ],
    },
  };
}

function leadParams({ content, locale }: Writing): Record<string, string> {
  const { received, outcome: found } = content;
  const { zone, at } = received;
  return {
    date: formatDate(at, locale, zone),
    time: formatTime(at, locale, zone),
    end: found?.effectiveAt ? formatDate(found.effectiveAt, locale, zone) : '',
  };
}

function receipt({ content, locale, t, context }: Writing): SheetSection {
  const { at, zone, date, time, offset } = content.received;
  return section(t, 'receipt', [
    row(t, 'reference', content.reference, 'code'),
    row(t, 'received', formatDateTime(at, locale, zone)),
    row(t, 'exactly', `${date} ${time} ${offset}`, 'code'),
    row(t, 'zone', zone, 'code'),
    row(t, 'made', t(`receipts:made.${content.door}`, { context })),
  ]);
}

function declarant({ content, t }: Writing): SheetSection {
  return section(t, 'declarant', [
    row(t, 'name', content.declarant.name),
    row(t, 'email', content.declarant.email),
  ]);
}

function declared({ content, locale, t }: Writing): SheetSection {
  const { contract, kind, expectedEnd, received } = content;
  const { effective, wishedEnd, ground, reason, contract: stated } = content.declared;
  const tags = contract?.serviceTags ?? [];
  // No wished end means the earliest possible one; a withdrawal has no such choice.
  const chosen = effective !== null || kind === 'withdrawal';
  const earliest = chosen ? '' : t('receipts:earliestEnd');
  return section(t, 'declared', [
    row(t, 'kind', t(`terms:kind.${kind}`)),
    row(t, 'plan', contract?.plan.name ?? ''),
    row(t, 'serviceTag', tags.join(', '), 'code', tags.length),
    row(t, 'orderNumber', contract?.orderNumber ?? '', 'code'),
    row(t, 'contract', stated ?? ''),
    row(t, 'effective', effective && kind === 'ordinary' ? t(`terms:effective.${effective}`) : ''),
    row(t, 'wishedEnd', wishedEnd ? formatDate(wishedEnd, locale, received.zone) : earliest),
    row(t, 'expectedEnd', expectedEnd ? formatDateTime(expectedEnd, locale, received.zone) : ''),
    row(t, 'ground', ground ?? '', 'quote'),
    row(t, 'reason', reason ? t(`receipts:reason.${reason.code}`) : ''),
    row(t, 'comment', reason?.comment ?? '', 'quote'),
  ]);
}

function outcome({ content, locale, t }: Writing): SheetSection {
  const found = content.outcome;
  if (found === null) return section(t, 'outcome', []);
  const { zone } = content.received;
  const end = found.state === 'completed' ? 'endedAt' : 'endsAt';
  const money = found.refund && formatMoney(found.refund, locale);
  const state = found.refund && t(`terms:refundState.${found.refund.state}`);
  return section(t, 'outcome', [
    row(t, 'state', t(`terms:cancellationState.${found.state}`)),
    row(t, 'settledAt', formatDateTime(found.at, locale, zone)),
    row(t, end, found.effectiveAt ? formatDateTime(found.effectiveAt, locale, zone) : ''),
    row(t, 'refund', money ? `${state} · ${money}` : '', 'money'),
    row(t, 'creditNote', found.creditNote ? formatMoney(found.creditNote, locale) : '', 'money'),
    row(t, 'why', found.reasons.map((code) => reasonText(t, code)).join('\n'), 'quote'),
    row(t, 'message', found.message ?? '', 'quote'),
  ]);
}

/** Codes are the policy's own words; anything else could reach into the keys of other texts. */
function reasonText(t: Translate, code: string): string {
  const known = /^[a-z_]+$/.test(code) ? code : 'unknown';
  return t([`reasons:${known}.why`, 'reasons:unknown.why']);
}

function section(t: Translate, name: SheetSection['name'], rows: SheetRow[]): SheetSection {
  const shown = rows.filter((one) => one.lines.length > 0);
  return { name, title: t(`receipts:section.${name}`), rows: shown };
}

function row(
  t: Translate,
  name: string,
  value: string,
  look: SheetRow['look'] = 'plain',
  count = 1,
): SheetRow {
  const cleaned = lines(value);
  const text = look === 'quote' || cleaned.length === 0 ? cleaned : [cleaned.join(' ')];
  return { name, label: t(`receipts:fact.${name}`, { count }), look, lines: text };
}

function clean(value: string): string {
  return lines(value).join(' ');
}

/** Languages whose letters no typeface at hand can set: there the page is the receipt. */
export function hasPdf(locale: string): boolean {
  return languageOf(locale) !== 'ja';
}
