import type { ReactElement } from 'react';
import { newId } from '../../shared/ids.js';
import { Field, Notice } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';
import { TokenField } from '../frame/token-field.js';
import type { FormState } from './declaration-form.js';
import { ReasonFields } from './reason-fields.js';

/** Files the declaration for a plan that order support ends; they decide and answer by mail. */
export function OrderSupportForm({
  context,
  action,
  form = { values: {}, errors: {} },
}: {
  context: PageContext;
  action: string;
  form?: FormState;
}): ReactElement {
  const { t } = context;
  const { values, errors } = form;
  return (
    <form method="post" action={action} className="narrow">
      <h3>{t('portal:orderSupport.title')}</h3>
      <p>{t('portal:orderSupport.text')}</p>
      {errors.form === undefined ? null : <Notice tone="critical" alert title={errors.form} />}
      <TokenField context={context} />
      <input type="hidden" name="submission" value={values.submission ?? newId()} />
      <Field
        name="wishedEnd"
        type="date"
        label={t('portal:orderSupport.wishedEnd')}
        hint={t('portal:orderSupport.wishedEndHint')}
        value={values.wishedEnd}
        error={errors.wishedEnd}
      />
      <ReasonFields context={context} values={values} errors={errors} />
      <div className="actions">
        <button className="primary">{t('portal:orderSupport.button')}</button>
      </div>
    </form>
  );
}
