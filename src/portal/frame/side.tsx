import type { ReactElement, ReactNode } from 'react';

/** A page of a door beside its own navigation. */
export function WithSide({
  label,
  links,
  current,
  children,
}: {
  label: string;
  links: readonly { label: string; address: string }[];
  /** Address of the link that this page belongs to. */
  current: string;
  children: ReactNode;
}): ReactElement {
  return (
    <div className="with-side">
      <nav className="side" aria-label={label}>
        <ul className="plain">
          {links.map((link) => (
            <li key={link.address}>
              <a href={link.address} aria-current={link.address === current ? 'page' : undefined}>
                {link.label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div>{children}</div>
    </div>
  );
}
