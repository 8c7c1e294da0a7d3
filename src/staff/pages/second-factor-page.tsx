import type { ReactElement } from 'react';
import { Field } from '../../portal/frame/form-parts.js';
import type { DomainError } from '../../shared/domain-error.js';
import type { Enrolment } from '../second-factor/enrol-second-factor.js';
import { faultText, RefusalNotice } from './refusal-notice.js';
import type { StaffPageContext } from './staff-page-context.js';

interface Parts {
  context: StaffPageContext;
  next: string | null;
}

function Next({ next }: Pick<Parts, 'next'>): ReactElement | null {
  return next === null ? null : <input type="hidden" name="next" value={next} />;
}

/** Asks for the code that follows the password. */
export function SecondFactorPage({
  context,
  next,
  missing = false,
  refusal,
}: Parts & { missing?: boolean; refusal?: DomainError }): ReactElement {
  const { factor } = context.texts;
  return (
    <div className="narrow">
      {refusal === undefined ? null : <RefusalNotice texts={context.texts} refusal={refusal} />}
      <p>{factor.lead}</p>
      <form method="post" action="/admin/login/second-factor">
        <Next next={next} />
        <Field
          name="code"
          label={factor.code}
          error={missing ? factor.codeMissing : undefined}
          autoComplete="one-time-code"
          maxLength={40}
          code
          required
        />
        <p>
          <button className="primary">{factor.submit}</button>
        </p>
      </form>
      <p className="muted small">{factor.lost}</p>
    </div>
  );
}

/** Sets the second factor up: the QR code, and the first code of the app. */
export function EnrolPage({
  context,
  next,
  enrolment,
  required,
  fault,
}: Parts & { enrolment: Enrolment; required: boolean; fault: string | undefined }): ReactElement {
  const { enrol } = context.texts;
  return (
    <div className="narrow">
      {required ? <p>{enrol.required}</p> : null}
      <p>{enrol.scan}</p>
      {/* Made by us of our own letters; inline, for no address may carry the secret. */}
      <div
        className="qr-code"
        role="img"
        aria-label={enrol.qrCode}
        dangerouslySetInnerHTML={{ __html: enrolment.qrCode }}
      />
      <p>
        {enrol.type}{' '}
        <bdi dir="ltr" className="code">
          {enrolment.secret.replace(/.{4}(?=.)/g, '$& ')}
        </bdi>
      </p>
      <form method="post" action="/admin/second-factor/enrol">
        <Next next={next} />
        <input type="hidden" name="enrolment" value={enrolment.enrolment} />
        <Field
          name="code"
          label={enrol.code}
          error={faultText(context.texts, fault)}
          autoComplete="one-time-code"
          maxLength={10}
          code
          required
        />
        <p>
          <button className="primary">{enrol.submit}</button>
        </p>
      </form>
    </div>
  );
}

/** The recovery codes, this once. */
export function RecoveryCodesPage({
  context,
  next,
  codes,
}: Parts & { codes: readonly string[] }): ReactElement {
  const texts = context.texts.codes;
  return (
    <div className="narrow">
      <p>{texts.lead}</p>
      <ul className="card plain">
        {codes.map((code) => (
          <li key={code} className="code">
            {code}
          </li>
        ))}
      </ul>
      <p>
        <a className="button primary" href={next ?? '/admin'}>
          {texts.continue}
        </a>
      </p>
    </div>
  );
}
