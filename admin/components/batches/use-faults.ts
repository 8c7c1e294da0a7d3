import { useCallback } from 'react';
import { useTexts } from '../frame/use-texts';

/** The code of a line in words: one of its own, or a fault of a column such as `invalid_kind`. */
export function useFaults(): (code: string) => string {
  const { t, word } = useTexts();
  return useCallback(
    (code) => {
      const own = word('batches.codes', code);
      if (own !== code) return own;
      const [, kind, column] = /^(invalid|missing|too_long)_(.+)$/.exec(code) ?? [];
      return kind === undefined || column === undefined
        ? code
        : t(`batches.faults.${kind}`, { column });
    },
    [t, word],
  );
}
