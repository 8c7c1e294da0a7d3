import type { ReactElement, ReactNode } from 'react';

interface FieldParts {
  name: string;
  label: string;
  value?: string;
  /** Said beside the label, before anybody types. */
  hint?: string;
  /** What is wrong and what to do about it. */
  error?: string;
  type?: 'text' | 'email' | 'password' | 'date';
  required?: boolean;
  autoComplete?: string;
  maxLength?: number;
  min?: string;
  max?: string;
  /** References and Service Tags: a face in which 0 and O differ, always left to right. */
  code?: boolean;
}

/** The ids of what describes a field, for screen readers. */
function describedBy(name: string, hint?: string, error?: string): string | undefined {
  const ids = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}

function About({ name, label, hint, error }: FieldParts): ReactElement {
  return (
    <>
      <label htmlFor={name}>{label}</label>
      {hint ? (
        <p className="hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p className="field-error" id={`${name}-error`}>
          {error}
        </p>
      ) : null}
    </>
  );
}

/** One line of text with its label, hint and error. */
export function Field(parts: FieldParts): ReactElement {
  const { name, value, hint, error, type = 'text', required, autoComplete, code } = parts;
  return (
    <div className="field">
      <About {...parts} />
      <input
        id={name}
        name={name}
        type={type}
        defaultValue={value}
        required={required}
        autoComplete={autoComplete}
        maxLength={parts.maxLength}
        min={parts.min}
        max={parts.max}
        className={code ? 'code' : undefined}
        dir={code || type === 'email' ? 'ltr' : undefined}
        spellCheck={code || type === 'email' ? false : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(name, hint, error)}
      />
    </div>
  );
}

/** Several lines of text. */
export function TextArea(parts: FieldParts & { rows?: number }): ReactElement {
  const { name, value, hint, error, required, maxLength, rows = 4 } = parts;
  return (
    <div className="field">
      <About {...parts} />
      <textarea
        id={name}
        name={name}
        rows={rows}
        defaultValue={value}
        required={required}
        maxLength={maxLength}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(name, hint, error)}
      />
    </div>
  );
}

/** One of a few, from a list that opens. */
export function Select(
  parts: FieldParts & { options: readonly { value: string; label: string }[] },
): ReactElement {
  const { name, value, hint, error, options } = parts;
  return (
    <div className="field">
      <About {...parts} />
      <select
        id={name}
        name={name}
        defaultValue={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(name, hint, error)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

interface Choice {
  value: string;
  label: ReactNode;
  /** What follows from the choice. */
  note?: ReactNode;
}

/** One of a few, all of them in view. */
export function Choices({
  name,
  legend,
  choices,
  chosen,
  error,
}: {
  name: string;
  legend: string;
  choices: readonly Choice[];
  chosen: string | undefined;
  error?: string;
}): ReactElement {
  return (
    <fieldset className="choices" aria-describedby={error ? `${name}-error` : undefined}>
      <legend>{legend}</legend>
      {error ? (
        <p className="field-error" id={`${name}-error`}>
          {error}
        </p>
      ) : null}
      {choices.map(({ value, label, note }, at) => (
        <div className="choice" key={value}>
          <input
            type="radio"
            id={`${name}-${at}`}
            name={name}
            value={value}
            defaultChecked={value === chosen}
            required
            aria-describedby={note ? `${name}-${at}-note` : undefined}
          />
          <label htmlFor={`${name}-${at}`}>{label}</label>
          {note ? (
            <div className="note" id={`${name}-${at}-note`}>
              {note}
            </div>
          ) : null}
        </div>
      ))}
    </fieldset>
  );
}

/** Something to know on a page: `alert` is read out at once. */
export function Notice({
  tone = 'plain',
  title,
  alert,
  children,
}: {
  tone?: 'plain' | 'positive' | 'caution' | 'critical';
  title?: string;
  alert?: boolean;
  children?: ReactNode;
}): ReactElement {
  return (
    <div className={`notice ${tone}`} role={alert ? 'alert' : undefined}>
      {title === undefined ? null : <p className="notice-title">{title}</p>}
      {children}
    </div>
  );
}

/** Labelled values, in the order of a form. */
export function Facts({
  rows,
}: {
  rows: readonly (readonly [label: string, value: ReactNode] | null)[];
}): ReactElement {
  return (
    <dl className="facts">
      {rows
        .filter((row) => row !== null)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** A reference, Service Tag or order number. */
export function Code({ children }: { children: string }): ReactElement {
  return (
    <bdi dir="ltr" className="code">
      {children}
    </bdi>
  );
}
