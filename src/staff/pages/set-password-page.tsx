import type { ReactElement } from 'react';
import { LONGEST_PASSWORD } from '../../accounts/passwords/password-rules.js';
import { Field } from '../../portal/frame/form-parts.js';
import { faultText } from './refusal-notice.js';
import type { StaffPageContext } from './staff-page-context.js';
import { filled } from './texts/sign-in-texts.js';

/** The form that a link opens. */
export function SetPasswordPage({
  context,
  email,
  fault,
}: {
  context: StaffPageContext;
  email: string;
  fault: string | undefined;
}): ReactElement {
  const { password } = context.texts;
  return (
    <div className="narrow">
      <p>{filled(password.lead, { email })}</p>
      {/* No address of its own: it posts to the link that opened it. */}
      <form method="post">
        <Field
          name="password"
          type="password"
          label={password.field}
          hint={password.hint}
          error={faultText(context.texts, fault)}
          autoComplete="new-password"
          maxLength={LONGEST_PASSWORD * 2}
          required
        />
        <p>
          <button className="primary">{password.submit}</button>
        </p>
      </form>
    </div>
  );
}

/** A link that opens nothing, and how to get another one. */
export function LinkOverPage({ context }: { context: StaffPageContext }): ReactElement {
  const { linkOver } = context.texts;
  return (
    <div className="narrow">
      <p>{linkOver.text}</p>
      <p>
        <a className="button primary" href="/admin/login">
          {linkOver.signIn}
        </a>
      </p>
    </div>
  );
}
