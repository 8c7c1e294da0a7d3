import type { MailContent } from './mail-content.js';

/** Columns that plain-text readers show without wrapping. */
const WIDTH = 72;

/** Breaks at plain spaces only, so that amounts, dates with hard spaces and addresses stay whole. */
function wrap(text: string, indent = ''): string {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (row !== '' && longer.length > WIDTH) {
      rows.push(row);
      row = `${indent}${word}`;
    } else row = longer;
  }
  return [...rows, row].join('\n');
}

function section(title: string, body: string[]): string {
  return `${title}\n${'-'.repeat([...title].length)}\n${body.join('\n')}`;
}

function quoted(line: string): string {
  return wrap(`> ${line}`, '> ').trimEnd();
}

/** Sets a mail's content as plain text: short lines, titled sections, addresses on their own. */
export function mailText(content: MailContent): string {
  const { facts, sums, reasons, message, next, actions } = content;
  const blocks = [
    wrap(content.title),
    wrap(content.greeting),
    ...content.lead.map((sentence) => wrap(sentence)),
    section(
      facts.title,
      facts.rows.map(({ label, value }) => wrap(`${label}: ${value}`, '  ')),
    ),
  ];
  if (sums) {
    const rows = sums.rows.map(({ label, note, amount }) =>
      wrap(`${label}: ${amount}${note ? ` (${note})` : ''}`, '  '),
    );
    blocks.push(section(sums.title, rows));
  }
  if (reasons) {
    const items = reasons.items.map(({ why, todo }) =>
      wrap(todo === null ? `- ${why}` : `- ${why} ${todo}`, '  '),
    );
    blocks.push(section(reasons.title, items));
  }
  if (message) blocks.push(section(message.title, message.lines.map(quoted)));
  blocks.push(section(next.title, [next.sentences.map((one) => wrap(one)).join('\n\n')]));
  blocks.push(...actions.map(({ label, url }) => `${label}:\n${url}`));
  // The customary mark before a signature: two dashes and a space.
  blocks.push(['-- ', ...content.footer.map((sentence) => wrap(sentence))].join('\n'));
  return `${blocks.join('\n\n')}\n`;
}
