import { formatDate, formatDateTime } from '../../shared/locale/locale.js';
import { lines, oneLine } from './mail-cleaning.js';
import type { MailTemplate } from './mail-data.js';
import type { Writing } from './mail-writing.js';

/** A labelled value; `code` is set in a face where 0 and O differ, always left to right. */
export interface MailFact {
  name: string;
  label: string;
  value: string;
  look: 'plain' | 'code';
}

/** Beyond this many, Service Tags are counted and not listed. */
const MAX_TAGS = 20;

/** The state a mail tells of; mails about money or links tell of none. */
const STATES: Partial<Record<MailTemplate, string>> = {
  received: 'requested',
  in_review: 'in_review',
  scheduled: 'scheduled',
  completed: 'completed',
  rejected: 'rejected',
  revoked: 'revoked',
};

/** What was declared and what became of it, in the order of a form. */
export function facts(writing: Writing): MailFact[] {
  const { template, data, locale, context, t } = writing;
  const rows: MailFact[] = [];
  const add = (name: string, value: string, look: MailFact['look'] = 'plain', count = 1): void => {
    if (value) rows.push({ name, label: t(`mail:fact.${name}`, { count }), value, look });
  };
  const state = STATES[template];
  add('reference', oneLine(data.reference), 'code');
  if (state) add('state', t(`terms:cancellationState.${state}`));
  add('name', declaredName(writing));
  add('contract', oneLine(data.declarant?.contract ?? ''), 'code');
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

/** A declarant's name is a fact of the declaration, though nobody is greeted by a name of their choice. */
function declaredName({ data, params }: Writing): string {
  if (data.declarant) return oneLine(data.declarant.name);
  return params.name ? oneLine(data.name ?? '') : '';
}

function serviceTags({ data, t, isolate }: Writing): string {
  const tags = data.serviceTags.map(oneLine);
  const listed = tags.slice(0, MAX_TAGS).join(', ');
  const more = tags.length - MAX_TAGS;
  return more > 0 ? `${listed} ${isolate(t('mail:moreTags', { count: more }))}` : listed;
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
