import { maskEmail, maskName, maskText } from '../shared/mask.js';
import type { CaseView } from './case.view.js';

const PERSONAL_KEYS: readonly string[] = ['declarant', 'ground', 'comment', 'externalRef'];

/** What a case says of persons: the part that is masked, and shown on asking. */
export type CasePersons = Pick<
  CaseView,
  'account' | 'ground' | 'reason' | 'declarations' | 'mails' | 'notes' | 'proposal'
>;

/** The same with every personal field masked: enough to see that something is there. Pure. */
export function maskCase<Part extends CasePersons>(view: Part): Part {
  const { account, ground, reason, declarations, mails, notes, proposal } = view;
  return {
    ...view,
    account: account && {
      ...account,
      name: maskName(account.name),
      email: maskEmail(account.email),
    },
    ground: maskNullable(ground),
    reason: { ...reason, comment: maskNullable(reason.comment) },
    declarations: declarations.map((one) => ({
      ...one,
      content: maskContent(one.content) as Record<string, unknown>,
    })),
    mails: mails.map((mail) => ({
      ...mail,
      recipient: mail.recipient === null ? null : maskEmail(mail.recipient),
      text: null,
    })),
    notes: notes.map((note) => ({ ...note, text: maskText(note.text) })),
    proposal: proposal && {
      ...proposal,
      message: maskNullable(proposal.message),
      reason: maskNullable(proposal.reason),
    },
  };
}

/** The parts that `maskCase` masks, as they are. */
export function personsOf(view: CaseView): CasePersons {
  const { account, ground, reason, declarations, mails, notes, proposal } = view;
  return { account, ground, reason, declarations, mails, notes, proposal };
}

function maskNullable(text: string | null): string | null {
  return text === null ? null : maskText(text);
}

/** What a customer or a stranger wrote, wherever it stands in a declaration. */
function maskContent(value: unknown, personal = false): unknown {
  if (typeof value === 'string') return personal ? maskText(value) : value;
  if (Array.isArray(value)) return value.map((one) => maskContent(one, personal));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      maskContent(one, personal || PERSONAL_KEYS.includes(key)),
    ]),
  );
}
