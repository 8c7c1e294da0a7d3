import React, { useId, type ReactNode } from 'react';

interface FieldFrame {
  label: string;
  hint?: ReactNode;
  fault?: string;
}

/** A label with its field, a hint, and what is wrong with it; `children` gets the field's attributes. */
function Framed({
  label,
  hint,
  fault,
  children,
}: FieldFrame & {
  children: (attributes: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
  }) => ReactNode;
}): React.JSX.Element {
  const id = useId();
  const told = hint || fault ? `${id}-told` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': told, 'aria-invalid': fault ? true : undefined })}
      {told ? (
        <p className={fault ? 'fault' : 'hint'} id={told}>
          {fault ?? hint}
        </p>
      ) : null}
    </div>
  );
}

type Plain =
  'type' | 'placeholder' | 'required' | 'autoFocus' | 'min' | 'max' | 'name' | 'autoComplete';

export function TextField({
  value,
  onChange,
  label,
  hint,
  fault,
  ...rest
}: FieldFrame & {
  value: string;
  onChange: (value: string) => void;
} & Pick<
    React.InputHTMLAttributes<HTMLInputElement>,
    Plain | 'inputMode' | 'maxLength'
  >): React.JSX.Element {
  return (
    <Framed label={label} hint={hint} fault={fault}>
      {(attributes) => (
        <input
          {...attributes}
          {...rest}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Framed>
  );
}

export function TextArea({
  value,
  onChange,
  label,
  hint,
  fault,
  rows = 4,
  required,
  maxLength,
}: FieldFrame & {
  value: string;
  onChange: (value: string) => void;
  rows?: number;
  required?: boolean;
  maxLength?: number;
}): React.JSX.Element {
  return (
    <Framed label={label} hint={hint} fault={fault}>
      {(attributes) => (
        <textarea
          {...attributes}
          rows={rows}
          required={required}
          maxLength={maxLength}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Framed>
  );
}

/** One of a few: `options` are value and text. */
export function Choice({
  value,
  onChange,
  options,
  label,
  hint,
  fault,
  required,
}: FieldFrame & {
  value: string;
  onChange: (value: string) => void;
  options: readonly (readonly [value: string, text: string])[];
  required?: boolean;
}): React.JSX.Element {
  return (
    <Framed label={label} hint={hint} fault={fault}>
      {(attributes) => (
        <select
          {...attributes}
          required={required}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {options.map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Framed>
  );
}

export function CheckField({
  checked,
  onChange,
  label,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: string;
}): React.JSX.Element {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />{' '}
      {label}
    </label>
  );
}
