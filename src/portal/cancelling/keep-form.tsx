import type { ReactElement } from 'react';
import { canMove, type CancellationState } from '../../cancellations/cancellation-state.js';
import type { CancellationView } from '../../cancellations/cancellation.view.js';
import type { Door } from '../door.js';
import type { PageContext } from '../frame/page-context.js';
import { TokenField } from '../frame/token-field.js';

/** Whether a customer may take a cancellation back; what failed is given up by staff alone. */
export function mayKeep(state: CancellationState): boolean {
  return state !== 'failed' && canMove(state, 'revoked');
}

/** `Keep my subscription`: takes the cancellation back while that is possible. */
export function KeepForm({
  context,
  door,
  cancellation: { id, state },
}: {
  context: PageContext;
  door: Door;
  cancellation: Pick<CancellationView, 'id' | 'state'>;
}): ReactElement | null {
  if (!mayKeep(state)) return null;
  return (
    <form method="post" action={`${door.base}/cancellations/${id}/keep`}>
      <TokenField context={context} />
      <button>{context.t('portal:keep.button')}</button>
    </form>
  );
}
