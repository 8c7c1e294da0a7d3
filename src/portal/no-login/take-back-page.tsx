import type { ReactElement } from 'react';
import { formatDate, formatDateTime } from '../../shared/locale/locale.js';
import { Code, Facts } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';
import { TokenField } from '../frame/token-field.js';
import type { TakeBack } from './find-take-back.js';

/** What the link can do now. */
function standing({ state }: TakeBack): 'ask' | 'done' | 'over' | 'refused' {
  switch (state) {
    case 'requested':
    case 'in_review':
    case 'scheduled':
      return 'ask';
    case 'revoked':
      return 'done';
    case 'completed':
    case 'failed':
      return 'over';
    case 'rejected':
      return 'refused';
  }
}

function leadOf(found: TakeBack): string {
  switch (found.state) {
    case 'requested':
    case 'in_review':
      return 'open';
    case 'revoked':
      return 'done';
    default:
      return found.state;
  }
}

/** The name of the page says whether something can still be taken back. */
export function takeBackTitle({ t }: PageContext, found: TakeBack): string {
  return t(`no-login:takeBack.title.${standing(found)}`, { context: wordsFor(found) });
}

/** What a link from a mail does, with a button that does it: opening the link changes nothing. */
export function TakeBackPage({
  context,
  found,
  token,
}: {
  context: PageContext;
  found: TakeBack;
  token: string;
}): ReactElement {
  const { t, locale } = context;
  const { planName: plan, effectiveAt, timeZone, reference, requestedAt } = found;
  const end = effectiveAt === null ? '' : formatDate(effectiveAt, locale, timeZone);
  const words = { context: wordsFor(found), plan, end };
  return (
    <div className="narrow">
      <p>{t(`no-login:takeBack.lead.${leadOf(found)}`, words)}</p>
      <Facts
        rows={[
          [t('no-login:takeBack.plan'), plan],
          [t('no-login:takeBack.reference'), <Code key="reference">{reference}</Code>],
          [t('no-login:takeBack.receivedAt'), formatDateTime(requestedAt, locale, timeZone)],
          end === '' ? null : [t('no-login:takeBack.endsAt'), end],
        ]}
      />
      {standing(found) === 'ask' ? (
        <>
          <p className="muted">{t('no-login:takeBack.note')}</p>
          <form method="post" action={`/take-back/${token}`}>
            <TokenField context={context} />
            <button className="primary">{t('no-login:takeBack.button', words)}</button>
          </form>
        </>
      ) : null}
    </div>
  );
}

function wordsFor({ kind }: TakeBack): string | undefined {
  return kind === 'withdrawal' ? 'withdrawal' : undefined;
}
