/** An amount in integer minor units of its currency (cents, yen, fils); never a fraction. */
export interface Money {
  amount: number;
  currency: string;
}

/** Currencies known to this runtime; Intl alone takes any three letters for a currency. */
const knownCurrencies = new Set(Intl.supportedValuesOf('currency'));
/** Filled by known currencies only, so bounded: a new NumberFormat costs more than a proration. */
const digitsByCurrency = new Map<string, number>();

/**
 * How many decimals one unit of the currency has: EUR 2, JPY 0, KWD 3.
 *
 * The figures are those of Intl (CLDR). For currencies whose small coins are out of use these are
 * fewer than ISO 4217 says: HUF, IDR, COP, PKR and some more have 0 instead of 2, IQD 0 instead of 3.
 * So 100 HUF in minor units are 100 forints here, not one.
 *
 * @param currency an upper-case ISO 4217 code
 * @throws RangeError when the currency is unknown
 */
export function minorUnitDigits(currency: string): number {
  const cached = digitsByCurrency.get(currency);
  if (cached !== undefined) return cached;
  if (!knownCurrencies.has(currency)) {
    throw new RangeError(`Unknown currency ${JSON.stringify(currency)}: expected a code like EUR`);
  }
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
      .maximumFractionDigits ?? 2;
  digitsByCurrency.set(currency, digits);
  return digits;
}

/**
 * `numerator / denominator`, rounded to the nearest whole number; halves go away from zero, so that
 * a credit is rounded like the charge it mirrors. BigInt because a product of two amounts passes
 * 2^53 long before the amounts do.
 *
 * @throws RangeError when the denominator is not positive
 */
export function halfUpDivide(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) {
    throw new RangeError(`The denominator must be positive, not ${denominator}`);
  }
  const half = (numerator < 0n ? -numerator : numerator) * 2n + denominator;
  const rounded = half / (denominator * 2n);
  return numerator < 0n ? -rounded : rounded;
}

/**
 * The amount as a plain decimal with the currency's own number of decimals and no grouping:
 * 119900 PLN is `1199.00`, 5 KWD is `0.005`, 5 JPY is `5`. Exact for every safe integer.
 *
 * @throws RangeError when the amount is no safe integer or the currency is unknown
 */
export function decimalAmount({ amount, currency }: Money): `${number}` {
  const digits = minorUnitDigits(currency);
  if (!Number.isSafeInteger(amount)) {
    throw new RangeError(`An amount must be an integer of minor units, not ${amount}`);
  }
  const figures = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = figures.slice(0, figures.length - digits);
  const fraction = digits > 0 ? `.${figures.slice(-digits)}` : '';
  return `${amount < 0 ? '-' : ''}${whole}${fraction}` as `${number}`;
}

/**
 * The amount as a reader of the locale expects it, with the currency: `1199,00 zł` in `pl`. What
 * Intl writes holds no-break spaces. The decimal string goes in, not a float, so that large amounts
 * keep their last digit.
 *
 * @param locale a BCP 47 tag
 * @throws RangeError when the amount is no safe integer, the currency unknown or the tag malformed
 */
export function formatMoney(money: Money, locale: string): string {
  const decimal = decimalAmount(money);
  const name = `${locale} ${money.currency}`;
  let format = moneyFormats.get(name);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency });
    if (moneyFormats.size >= 1_000) moneyFormats.clear();
    moneyFormats.set(name, format);
  }
  return format.format(decimal);
}

const moneyFormats = new Map<string, Intl.NumberFormat>();
