import type { ReactElement } from 'react';
import { newId } from '../../shared/ids.js';
import { Choices, Field, Notice, TextArea } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';
import { TokenField } from '../frame/token-field.js';
import {
  longest,
  type FieldFaults,
  type NoLoginFunction,
  type TypedFields,
} from './declaration-fields.js';
import { hasDirectButton } from './direct-button.js';

export interface FormParts {
  context: PageContext;
  asked: NoLoginFunction;
  typed: TypedFields;
  faults: FieldFaults;
  /** Over a limit: when to come back. */
  waitMinutes?: number;
}

/** The one form of this door: what the law lets us ask, and nothing else. */
export function DeclarationForm(parts: FormParts): ReactElement {
  const { context, asked, typed } = parts;
  const { t, locale } = context;
  const direct = hasDirectButton(asked, locale);
  return (
    <div className="narrow">
      <p>{t(`no-login:lead.${asked}`)}</p>
      <form method="post" action={`/${asked}`} className="card">
        <Trouble {...parts} />
        <TokenField context={context} />
        <input type="hidden" name="submission" value={typed.submission ?? newId()} />
        <Identity {...parts} />
        {asked === 'cancel' ? <Cancelling {...parts} /> : null}
        <div className="actions">
          <button className="primary" name="step" value={direct ? 'declare' : 'check'}>
            {direct ? t('legal:cancelNow') : t('no-login:continue')}
          </button>
        </div>
      </form>
    </div>
  );
}

function Trouble({ context, faults, waitMinutes }: FormParts): ReactElement | null {
  const { t, brand } = context;
  if (waitMinutes !== undefined) {
    return (
      <Notice tone="critical" alert title={t('no-login:tooMany.title')}>
        <p>{t('no-login:tooMany.text', { count: waitMinutes, email: brand.supportEmail })}</p>
      </Notice>
    );
  }
  const wrong = Object.keys(faults).length > 0;
  return wrong ? <Notice tone="critical" alert title={t('no-login:wrong.title')} /> : null;
}

function Identity({ context, typed, faults }: FormParts): ReactElement {
  const { t } = context;
  const about = (name: 'name' | 'email' | 'contract'): Parameters<typeof Field>[0] => ({
    name,
    label: t(`no-login:field.${name}`),
    hint: t(`no-login:hint.${name}`),
    value: typed[name],
    error: faults[name] && t(`no-login:wrong.${faults[name]}`),
    required: true,
    maxLength: longest[name],
  });
  return (
    <>
      <Field {...about('name')} autoComplete="name" />
      <Field {...about('email')} type="email" autoComplete="email" />
      <Field {...about('contract')} code autoComplete="off" />
    </>
  );
}

function Cancelling({ context, typed, faults }: FormParts): ReactElement {
  const { t } = context;
  const kinds = ['ordinary', 'extraordinary'] as const;
  return (
    <>
      <Choices
        name="kind"
        legend={t('no-login:field.kind')}
        chosen={typed.kind === 'extraordinary' ? 'extraordinary' : 'ordinary'}
        choices={kinds.map((kind) => ({
          value: kind,
          label: t(`no-login:kind.${kind}`),
          note: <p>{t(`no-login:kind.${kind}Note`)}</p>,
        }))}
      />
      <div className="for-cause">
        <TextArea
          name="ground"
          label={t('no-login:field.ground')}
          hint={t('no-login:hint.ground')}
          value={typed.ground}
          error={faults.ground && t(`no-login:wrong.${faults.ground}`)}
          maxLength={longest.ground}
        />
      </div>
      <Field
        name="wishedEnd"
        type="date"
        label={t('no-login:field.wishedEnd')}
        hint={t('no-login:hint.wishedEnd')}
        value={typed.wishedEnd}
        error={faults.wishedEnd && t(`no-login:wrong.${faults.wishedEnd}`)}
      />
    </>
  );
}
