import type { ReactElement } from 'react';
import { reasonCodes } from '../../cancellations/cancellation.entity.js';
import { Select, TextArea } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';

export const MOST_WORDS = 2_000;

/** Why somebody cancels: asked, never required. */
export function ReasonFields({
  context: { t },
  values,
  errors,
}: {
  context: PageContext;
  values: { reason?: string; comment?: string };
  errors: { comment?: string };
}): ReactElement {
  return (
    <>
      <Select
        name="reason"
        label={t('portal:reason.label')}
        value={values.reason ?? ''}
        options={[
          { value: '', label: t('portal:reason.none') },
          ...reasonCodes.map((code) => ({ value: code, label: t(`portal:reason.${code}`) })),
        ]}
      />
      <TextArea
        name="comment"
        label={t('portal:reason.comment')}
        value={values.comment}
        error={errors.comment}
        maxLength={MOST_WORDS}
        rows={3}
      />
    </>
  );
}
