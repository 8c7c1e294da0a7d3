import React from 'react';
import type { CaseView } from '../../../src/order-support/case.view.js';
import { Section } from '../frame/page';
import { useTexts } from '../frame/use-texts';
import { Time } from '../frame/values';

/** Who did what, when and why, downward as sentences. */
export function TimelinePart({ found }: { found: CaseView }): React.JSX.Element {
  const { t, word } = useTexts();
  const said = (action: string): string => {
    const key = action.replaceAll('.', '_');
    const text = word('audit', key);
    return text === key ? action : text;
  };
  return (
    <Section title={t('cases.parts.timeline')}>
      <ol className="timeline plain">
        {found.timeline.map((entry, position) => (
          <li key={`${entry.at} ${position}`}>
            <strong>{said(entry.action)}</strong>
            <div className="small muted">
              <Time at={entry.at} /> · {word('words', entry.actor.type)}: {entry.actor.name}
              {entry.reason ? ` · ${word('rules', entry.reason)}` : null}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
