import type { ReactElement } from 'react';
import { Code, Facts } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';
import { TokenField } from '../frame/token-field.js';
import type { NoLoginDeclaration, NoLoginFunction, TypedFields } from './declaration-fields.js';

export interface SummaryParts {
  context: PageContext;
  asked: NoLoginFunction;
  typed: TypedFields;
  declaration: NoLoginDeclaration;
}

const carried = ['name', 'email', 'contract', 'kind', 'ground', 'wishedEnd', 'submission'] as const;

/** Repeats what was typed, word for word, before the button that declares it. */
export function SummaryPage({ context, asked, typed, declaration }: SummaryParts): ReactElement {
  const { t } = context;
  return (
    <div className="narrow">
      <p>{t('no-login:summary.lead')}</p>
      <form method="post" action={`/${asked}`} className="card">
        <TokenField context={context} />
        {carried.map((name) => (
          <input key={name} type="hidden" name={name} value={typed[name] ?? ''} />
        ))}
        <Declared context={context} typed={typed} declaration={declaration} />
        <p>{t('no-login:summary.note')}</p>
        <div className="actions">
          <button className="primary" name="step" value="declare">
            {t(asked === 'cancel' ? 'legal:cancelNow' : 'legal:confirmWithdrawal')}
          </button>
          <button name="step" value="edit">
            {t('no-login:summary.edit')}
          </button>
        </div>
      </form>
    </div>
  );
}

function Declared({
  context: { t, date },
  typed,
  declaration,
}: Omit<SummaryParts, 'asked'>): ReactElement {
  const { declarant, kind, ground, wishedEnd } = declaration;
  const cancelling: Parameters<typeof Facts>[0]['rows'] =
    kind === 'withdrawal'
      ? []
      : [
          [t('no-login:field.kind'), t(`no-login:kind.${kind}`)],
          ground === null
            ? null
            : [t('no-login:field.ground'), <Lines key="ground" text={ground} />],
          [
            t('no-login:field.wishedEnd'),
            // The day as it was typed is the same day in every zone.
            wishedEnd === null ? t('no-login:earliest') : date((typed.wishedEnd ?? '').trim()),
          ],
        ];
  return (
    <Facts
      rows={[
        [t('no-login:field.name'), <bdi key="name">{declarant.name}</bdi>],
        [t('no-login:field.email'), <bdi key="email">{declarant.email}</bdi>],
        [t('no-login:field.contract'), <Code key="contract">{declarant.contract}</Code>],
        ...cancelling,
      ]}
    />
  );
}

function Lines({ text }: { text: string }): ReactElement {
  return (
    <>
      {text.split('\n').map((line, at) => (
        <p key={at}>
          <bdi>{line}</bdi>
        </p>
      ))}
    </>
  );
}
