import React, { useEffect, type ReactNode } from 'react';

/** A page of our own: its title, what may be done on the whole of it, and its content. */
export function Page({
  title,
  lead,
  actions,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}): React.JSX.Element {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · ${before.split(' · ').at(-1)}`;
  }, [title]);
  return (
    <main className="desk" id="content" tabIndex={-1}>
      <header className="page-head">
        <h1>{title}</h1>
        {actions ? <div className="actions">{actions}</div> : null}
      </header>
      {lead ? <p className="muted">{lead}</p> : null}
      {children}
    </main>
  );
}

/** A part of a page under a heading of its own. */
export function Section({
  title,
  actions,
  children,
  className = '',
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}): React.JSX.Element {
  const id = React.useId();
  return (
    <section className={`card ${className}`} aria-labelledby={id}>
      <header className="section-head">
        <h2 id={id}>{title}</h2>
        {actions ? <div className="actions">{actions}</div> : null}
      </header>
      {children}
    </section>
  );
}

/** What is wider than the page scrolls by itself, by keyboard too. */
export function Scrolls({
  label,
  children,
}: {
  label: string;
  children: ReactNode;
}): React.JSX.Element {
  return (
    <div className="scrolls" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
