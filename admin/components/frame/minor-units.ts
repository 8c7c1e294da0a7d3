/** How many digits a currency has behind the point, as Intl knows it. */
function digitsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** Minor units as one types them: 1999 becomes `19.99`. */
export function typedAmount(amount: number, currency: string): string {
  const digits = digitsOf(currency);
  return (amount / 10 ** digits).toFixed(digits);
}

/** What was typed as minor units; point or comma. Null for what is no amount of that currency. */
export function minorUnits(typed: string, currency: string): number | null {
  const text = typed.trim().replace(',', '.');
  const digits = digitsOf(currency);
  if (!/^\d{1,12}(\.\d+)?$/.test(text) || (text.split('.')[1] ?? '').length > digits) return null;
  return Math.round(Number(text) * 10 ** digits);
}
