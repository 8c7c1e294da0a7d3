/** What can be imported, in the order in which it refers to each other. */
export const importKinds = ['accounts', 'plans', 'devices', 'subscriptions', 'payments'] as const;
export type ImportKind = (typeof importKinds)[number];

interface Columns {
  required: readonly string[];
  /** At least one of each group. */
  oneOf: readonly (readonly string[])[];
  optional: readonly string[];
}

/** The columns of each file; `docs/import.md` says what they mean. */
export const columns: Readonly<Record<ImportKind, Columns>> = {
  accounts: {
    required: ['externalId', 'name', 'email', 'country'],
    oneOf: [],
    optional: ['language', 'timeZone'],
  },
  plans: {
    required: ['code', 'name', 'route', 'segment'],
    oneOf: [],
    optional: [
      'externalId',
      'noticeDays',
      'refundSharePercent',
      'refundConvention',
      'immediateEnd',
    ],
  },
  devices: {
    required: ['externalId', 'serviceTag', 'line', 'model'],
    oneOf: [['accountExternalId', 'accountEmail']],
    optional: [],
  },
  subscriptions: {
    required: [
      'externalId',
      'planCode',
      'orderNumber',
      'autoRenew',
      'startedAt',
      'periodStartsAt',
      'periodEndsAt',
      'intervalMonths',
      'price',
      'currency',
    ],
    oneOf: [['accountExternalId', 'accountEmail']],
    optional: ['deviceServiceTags', 'status', 'endsAt', 'tax'],
  },
  payments: {
    required: ['externalId', 'subscriptionExternalId', 'amount', 'currency', 'capturedAt'],
    oneOf: [],
    optional: ['tax'],
  },
};

/** `service_tag`, `Service Tag` and `serviceTag` are one column. */
export function columnName(header: string): string {
  return header
    .trim()
    .replace(/[_\s-]+([A-Za-z0-9])/g, (_all, letter: string) => letter.toUpperCase())
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}

/** What is wrong with the header of a file; null when nothing is. */
export function headerFault(kind: ImportKind, header: readonly string[]): string | null {
  const { required, oneOf, optional } = columns[kind];
  const allowed = [...required, ...oneOf.flat(), ...optional];
  const doubled = header.filter((name, index) => header.indexOf(name) !== index);
  if (doubled.length > 0) return `has the column ${doubled.join(', ')} twice`;
  const missing = [
    ...required.filter((name) => !header.includes(name)),
    ...oneOf
      .filter((group) => !group.some((name) => header.includes(name)))
      .map((group) => group.join(' or ')),
  ];
  if (missing.length > 0) {
    return `has no column ${missing.join(', ')}; ${kind} take ${allowed.join(', ')}`;
  }
  const unknown = header.filter((name) => !allowed.includes(name));
  if (unknown.length > 0) {
    return `has the unknown column ${unknown.join(', ')}; ${kind} take ${allowed.join(', ')}`;
  }
  return null;
}

/** Keys of an NDJSON line that its kind does not know. */
export function unknownKeys(kind: ImportKind, keys: readonly string[]): string[] {
  const { required, oneOf, optional } = columns[kind];
  const allowed = [...required, ...oneOf.flat(), ...optional];
  return keys.filter((key) => !allowed.includes(key));
}
