import { Module } from '@nestjs/common';
import { CheckPolicy } from './check-policy.js';
import { DecideProposal } from './decide-proposal.js';
import { ListProposals } from './list-proposals.js';
import { PoliciesController } from './policies.controller.js';
import { ProposePolicy } from './propose-policy.js';
import { ReadPolicies } from './read-policies.js';

/** The policy in the console: read, compared, proposed by one person and put in force by another. */
@Module({
  controllers: [PoliciesController],
  providers: [ReadPolicies, CheckPolicy, ListProposals, ProposePolicy, DecideProposal],
})
export class PoliciesModule {}
