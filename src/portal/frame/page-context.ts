import type { Money } from '../../shared/money.js';
import type { Translate } from '../../shared/locale/locale.js';
import type { Visitor } from '../session/visitor.js';

/** Who runs the desk, as every page names it. */
export interface Brand {
  name: string;
  supportEmail: string;
  supportPhone: string | null;
}

/** Everything that a page needs to know besides what it shows. */
export interface PageContext {
  /** BCP 47; texts by its language, dates and money by the whole of it. */
  locale: string;
  direction: 'ltr' | 'rtl';
  t: Translate;
  /** Path and query of this page without the language: where links to other languages lead. */
  address: string;
  /** Goes into every form as the hidden field `_token`. */
  readonly formToken: string;
  visitor: Visitor | null;
  brand: Brand;
  /** `14 March 2027`, in the visitor's time zone, else UTC. */
  date(value: Date | string): string;
  /** `14 March 2027 at 13:05 CET`. */
  dateTime(value: Date | string): string;
  money(value: Money): string;
}
