import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';

/** The address's query as what the page is about: it can be sent to a colleague, and Back works. */
export function usePageQuery(): {
  values: Readonly<Record<string, string>>;
  /** Changes some; what becomes empty goes out of the address. */
  change: (some: Readonly<Record<string, string | null>>, options?: { replace?: boolean }) => void;
} {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const values = useMemo(() => Object.fromEntries(new URLSearchParams(search)), [search]);
  const change = useCallback(
    (some: Readonly<Record<string, string | null>>, { replace = false } = {}): void => {
      const next = new URLSearchParams(search);
      for (const [name, value] of Object.entries(some)) {
        if (value === null || value === '') next.delete(name);
        else next.set(name, value);
      }
      const text = next.toString();
      navigate(`${pathname}${text === '' ? '' : `?${text}`}`, { replace });
    },
    [pathname, search, navigate],
  );
  return { values, change };
}
