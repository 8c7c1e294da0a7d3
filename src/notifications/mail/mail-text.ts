import type { MailContent } from './mail-content.js';
import { colon, isolated, isolatedCode, joined } from './mail-typography.js';
import { widthOf, wrap } from './wrap-text.js';

/** Makes a line run right to left whatever letter it starts with. */
const RIGHT_TO_LEFT = '\u200f';

/** Sets a mail's content as plain text: short lines, titled sections, addresses on their own. */
export function mailText(content: MailContent): string {
  const { locale, facts, sums, reasons, message, next, actions } = content;
  const rtl = content.direction === 'rtl';
  const mark = rtl ? RIGHT_TO_LEFT : '';
  const set = (text: string, indent = ''): string =>
    wrap(text, indent)
      .map((row) => `${mark}${row}`)
      .join('\n');
  const section = (title: string, body: string[]): string =>
    `${mark}${title}\n${mark}${underline(title)}\n${body.join('\n')}`;
  const whole = (value: string, isCode = false): string =>
    rtl ? (isCode ? isolatedCode(value) : isolated(value)) : value;
  const blocks = [
    set(content.title),
    set(content.greeting),
    ...content.lead.map((sentence) => set(sentence)),
    section(
      facts.title,
      facts.rows.map(({ label, value, look }) =>
        set(`${label}${colon(locale)} ${whole(value, look === 'code')}`, '  '),
      ),
    ),
  ];
  if (sums) {
    const rows = sums.rows.map(({ label, note, amount }) =>
      set(`${label}${colon(locale)} ${whole(amount)}${note ? ` (${note})` : ''}`, '  '),
    );
    blocks.push(section(sums.title, rows));
  }
  if (reasons) {
    const items = reasons.items.map(({ why, todo }) =>
      set(`- ${joined(locale, [why, todo])}`, '  '),
    );
    blocks.push(section(reasons.title, items));
  }
  if (message) blocks.push(section(message.title, message.lines.map(quoted)));
  blocks.push(section(next.title, [next.sentences.map((one) => set(one)).join('\n\n')]));
  blocks.push(...actions.map(({ label, url }) => `${mark}${label}${colon(locale)}\n${url}`));
  // The customary mark before a signature: two dashes and a space.
  blocks.push(['-- ', ...content.footer.map((sentence) => set(sentence))].join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

function underline(title: string): string {
  return '-'.repeat(widthOf(title));
}

/** Staff may write in another language than the mail's: no mark, each line runs its own way. */
function quoted(line: string): string {
  return wrap(`> ${line}`, '> ').join('\n').trimEnd();
}
