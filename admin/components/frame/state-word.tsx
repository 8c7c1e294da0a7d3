import React from 'react';
import { useTexts } from './use-texts';

const SHAPES: Readonly<Record<string, readonly [shape: string, tone: string]>> = {
  requested: ['◔', 'plain'],
  in_review: ['◑', 'caution'],
  scheduled: ['◷', 'plain'],
  completed: ['✓', 'positive'],
  rejected: ['✕', 'critical'],
  failed: ['!', 'critical'],
  revoked: ['↶', 'plain'],
  active: ['●', 'positive'],
  ending: ['◷', 'caution'],
  cancelled: ['■', 'plain'],
  expired: ['□', 'plain'],
  held: ['‖', 'caution'],
  pending: ['◔', 'plain'],
  issued: ['✓', 'positive'],
  open: ['◔', 'caution'],
  paid: ['✓', 'positive'],
  sent: ['✓', 'positive'],
  kept: ['✓', 'plain'],
  running: ['▶', 'plain'],
  paused: ['‖', 'caution'],
  done: ['✓', 'positive'],
  aborted: ['■', 'caution'],
  checking: ['◔', 'plain'],
  ready: ['○', 'plain'],
  locked: ['‖', 'critical'],
  disabled: ['■', 'plain'],
  invited: ['◷', 'caution'],
};

/** A state as a word with a shape, never colour alone. */
export function StateWord({
  state,
  group = 'words',
}: {
  state: string;
  group?: string;
}): React.JSX.Element {
  const { word } = useTexts();
  const [shape, tone] = SHAPES[state] ?? ['·', 'plain'];
  return (
    <span className={`state ${tone}`}>
      <span aria-hidden="true">{shape}</span> {word(group, state)}
    </span>
  );
}
