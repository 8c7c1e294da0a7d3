import type { ReactElement } from 'react';
import type { PageContext } from './page-context.js';

/** What shows that a form came from a page of ours; stands in every form that changes something. */
export function TokenField({ context }: { context: PageContext }): ReactElement {
  return <input type="hidden" name="_token" value={context.formToken} />;
}
