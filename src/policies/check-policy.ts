import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { parsePolicyDocument, type PolicyDocument } from '../cancellations/policy-document.js';
import { invalid } from '../shared/domain-error.js';
import { comparePolicies, type PolicyChange } from './compare-policies.js';
import { newestPolicy } from './newest-policy.js';

/** What a document would change. */
export interface PolicyCheck {
  basedOn: number;
  document: PolicyDocument;
  changes: PolicyChange[];
}

/** Checks a document of parameters, and says field by field what it changes of the newest version. */
@Injectable()
export class CheckPolicy {
  constructor(private readonly em: EntityManager) {}

  /** @throws DomainError `invalid_input` with a pointer for each parameter that is wrong, or for no change */
  async run(given: unknown): Promise<PolicyCheck> {
    const document = parsePolicyDocument(given);
    const newest = await newestPolicy(this.em.fork());
    const changes = comparePolicies(newest.document, document);
    if (changes.length === 0) {
      const message = `This is what version ${newest.version} says already.`;
      throw invalid([{ pointer: '', code: 'no_change', message }]);
    }
    return { basedOn: newest.version, document, changes };
  }
}
