/** What happened to a declaration or its money, one mail each. */
export type MailTemplate =
  | 'received'
  | 'in_review'
  | 'scheduled'
  | 'completed'
  | 'rejected'
  | 'revoked'
  | 'refund_issued'
  | 'refund_failed'
  | 'revoke_link';

/** Every template, for tables and tests. */
export const mailTemplates: readonly MailTemplate[] = [
  'received',
  'in_review',
  'scheduled',
  'completed',
  'rejected',
  'revoked',
  'refund_issued',
  'refund_failed',
  'revoke_link',
];

/** Integer minor units with their currency. */
export interface MailMoney {
  amount: number;
  currency: string;
}

/** Facts of one mail: times are RFC 3339 in UTC; what is null or empty leaves its sentence out. */
export interface MailData {
  name: string | null;
  reference: string;
  /** Empty while a declaration is not matched to a contract. */
  planName: string;
  serviceTags: string[];
  orderNumber: string | null;
  kind: 'ordinary' | 'extraordinary' | 'withdrawal';
  /** What somebody who did not sign in says of themselves: part of what was declared, not proved. */
  declarant?: { name: string; contract: string } | null;
  /** The customer's own words for an extraordinary cancellation: part of what was declared. */
  ground?: string | null;
  requestedAt: string;
  effectiveAt: string | null;
  wishedEnd: string | null;
  /** Codes of the policy's rules that did not pass; a code without a text gets a general one. */
  reasonCodes: string[];
  staffMessage: string | null;
  refund: (MailMoney & { state: 'none' | 'held' | 'pending' | 'issued' | 'failed' }) | null;
  creditNote: MailMoney | null;
  statusUrl: string | null;
  revokeUrl: string | null;
  /** Whether the receipt goes with the mail as a file. */
  attached?: boolean;
}

/** Who reads the mail, and who sends it. */
export interface MailContext {
  /** A BCP 47 tag; languages without texts fall back to English. */
  locale: string;
  /** IANA name; days and times are written as this zone sees them. */
  timeZone: string;
  brand: { name: string; supportEmail: string; supportPhone: string | null };
}
