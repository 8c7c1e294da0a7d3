import { useCallback, useEffect, useRef, useState } from 'react';
import { desk, DeskError } from './desk-client';

export interface Answer<T> {
  data: T | null;
  error: DeskError | null;
  /** Nothing has come yet; a reload keeps what is there. */
  waiting: boolean;
  reload: () => Promise<void>;
}

/**
 * What the desk answers to a GET, asked again every so often while the page can be seen.
 * @param path under `/admin/api`; null asks for nothing
 */
export function useDesk<T>(path: string | null, everySeconds?: number): Answer<T> {
  const [state, setState] = useState<{
    path: string | null;
    data: T | null;
    error: DeskError | null;
  }>({
    path: null,
    data: null,
    error: null,
  });
  const current = useRef(path);
  current.current = path;
  const reload = useCallback(async (): Promise<void> => {
    if (path === null) return;
    try {
      const data = await desk.get<T>(path);
      if (current.current === path) setState({ path, data, error: null });
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      // A hiccup in the background must not wipe what somebody is reading.
      if (current.current === path) {
        setState((before) => ({ path, data: before.path === path ? before.data : null, error }));
      }
    }
  }, [path]);
  useEffect(() => {
    void reload();
    if (everySeconds === undefined) return undefined;
    const timer = window.setInterval(() => {
      if (document.visibilityState === 'visible') void reload();
    }, everySeconds * 1_000);
    return () => window.clearInterval(timer);
  }, [reload, everySeconds]);
  const fits = state.path === path;
  return {
    data: fits ? state.data : null,
    error: fits ? state.error : null,
    waiting: path !== null && !fits,
    reload,
  };
}

/** An act on its way: `run` reports what was refused, and says whether it was done. */
export function useAct(): {
  busy: boolean;
  error: DeskError | null;
  run: (act: () => Promise<unknown>) => Promise<boolean>;
  clear: () => void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<DeskError | null>(null);
  const run = useCallback(async (act: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      await act();
      return true;
    } catch (refusal) {
      if (!(refusal instanceof DeskError)) throw refusal;
      setError(refusal);
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(null), []);
  return { busy, error, run, clear };
}
