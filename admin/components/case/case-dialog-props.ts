import type { CaseView } from '../../../src/order-support/case.view.js';

/** What every dialog of a case is about, and whom it tells. */
export interface CaseDialogProps {
  found: CaseView;
  onClose: () => void;
  /** With what to tell once it is done. */
  onDone: (text: string) => void;
}
