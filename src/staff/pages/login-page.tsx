import type { ReactElement } from 'react';
import { Field, Notice } from '../../portal/frame/form-parts.js';
import type { DomainError } from '../../shared/domain-error.js';
import { RefusalNotice } from './refusal-notice.js';
import type { StaffPageContext } from './staff-page-context.js';
import { filled } from './texts/sign-in-texts.js';

/** What somebody was told before coming to the sign-in. */
export const loginNews = ['signed_out', 'password_set'] as const;
export type LoginNews = (typeof loginNews)[number];

export interface LoginParts {
  context: StaffPageContext;
  next: string | null;
  /** The name of the identity provider; null when the staff has none. */
  provider: string | null;
  /** Addresses of the demo's staff; empty without the demo. */
  demo: readonly string[];
  /** Whether this process has the customers' doors, too. */
  doors: boolean;
  email?: string;
  /** Fields that were left empty. */
  missing?: readonly ('email' | 'password')[];
  refusal?: DomainError;
  news?: LoginNews;
}

/** Signing in to the console: e-mail address and password, or the identity provider. */
export function LoginPage(parts: LoginParts): ReactElement {
  const { context, next, provider, news, refusal, demo, doors } = parts;
  const { texts } = context;
  return (
    <div className="narrow">
      {news === undefined ? null : <Notice tone="positive" title={texts.news[news]} />}
      <p>
        {texts.login.lead} {doors ? <a href="/">{texts.login.customers}</a> : null}
      </p>
      {refusal === undefined ? null : <RefusalNotice texts={texts} refusal={refusal} />}
      <Form {...parts} />
      {provider === null ? null : (
        <p>
          <a className="button" href={withNext('/admin/login/provider', next)}>
            {filled(texts.login.provider, { name: provider })}
          </a>
        </p>
      )}
      <p className="muted small">{texts.login.forgot}</p>
      {demo.length === 0 ? null : (
        <Notice title={texts.login.demo}>
          <ul className="plain">
            {demo.map((email) => (
              <li key={email} className="code">
                {email}
              </li>
            ))}
          </ul>
          <p className="muted small">{texts.login.demoPassword}</p>
        </Notice>
      )}
    </div>
  );
}

function Form({ context, next, email, missing = [] }: LoginParts): ReactElement {
  const { login } = context.texts;
  return (
    <form method="post" action={`/admin/login?lang=${context.language}`}>
      {next === null ? null : <input type="hidden" name="next" value={next} />}
      <Field
        name="email"
        type="email"
        label={login.email}
        value={email}
        error={missing.includes('email') ? login.emailMissing : undefined}
        autoComplete="username"
        maxLength={320}
        required
      />
      <Field
        name="password"
        type="password"
        label={login.password}
        error={missing.includes('password') ? login.passwordMissing : undefined}
        autoComplete="current-password"
        required
      />
      <p>
        <button className="primary">{login.submit}</button>
      </p>
    </form>
  );
}

/** An address that leads on to `next` afterwards. */
export function withNext(address: string, next: string | null): string {
  return next === null ? address : `${address}?next=${encodeURIComponent(next)}`;
}
