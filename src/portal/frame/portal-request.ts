import type { DeskRequest } from '../../api/desk-request.js';
import type { Visitor } from '../session/visitor.js';

/** A request on its way through the customers' doors; the middlewares of configure-portal.ts fill it in. */
export interface PortalRequest extends DeskRequest {
  /** Who is signed in. */
  visitor?: Visitor | null;
  /** The language of `?lang=`, or the one chosen earlier in this visit. */
  chosenLanguage?: string | null;
  /** Fields of a form that was sent; every value is text, the last one of a name. */
  body: Record<string, string | undefined>;
}
