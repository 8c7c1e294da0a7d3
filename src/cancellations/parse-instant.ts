const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** An instant of RFC 3339, with its zone; null for anything else, days that do not exist included. */
export function parseInstant(text: string): Date | null {
  const [, year, month, day] = RFC3339.exec(text) ?? [];
  if (year === undefined || Number(year) < 1) return null;
  // Date.parse takes 30 February for 2 March: only a day that survives the round trip exists.
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(`${year}-${month}-${day}`)) {
    return null;
  }
  // Its zone must not carry it out of the years that four digits name: PostgreSQL reads no others.
  const instant = new Date(text.toUpperCase());
  const utcYear = instant.getUTCFullYear();
  return utcYear < 1 || utcYear > 9999 ? null : instant;
}
