import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { EmptyBody } from '../api/empty-body.js';
import { IdPipe } from '../api/id.pipe.js';
import type { Page } from '../api/page.js';
import type { Actor } from '../shared/actor.js';
import { StaffActor } from '../staff/staff-request.js';
import { StaffRoute } from '../staff/staff-route.js';
import { CheckPolicy, type PolicyCheck } from './check-policy.js';
import { comparePolicies, type PolicyChange } from './compare-policies.js';
import { DecideProposal } from './decide-proposal.js';
import { ListProposals, type ProposalView } from './list-proposals.js';
import {
  CompareQuery,
  PolicyBody,
  ProposalBody,
  ProposalsQuery,
  RejectionBody,
  VersionsQuery,
} from './policies.dto.js';
import { ProposePolicy } from './propose-policy.js';
import { ReadPolicies, type PolicyView, type VersionsPage } from './read-policies.js';
import { VersionPipe } from './version.pipe.js';

/** The versions of the policy, and what is proposed to come after them. */
@ApiExcludeController()
@Controller('admin/api/policies')
export class PoliciesController {
  constructor(
    private readonly read: ReadPolicies,
    private readonly checkPolicy: CheckPolicy,
    private readonly proposals: ListProposals,
    private readonly propose: ProposePolicy,
    private readonly decide: DecideProposal,
  ) {}

  @Get()
  @StaffRoute('policies.see')
  list(@Query() query: VersionsQuery): Promise<VersionsPage> {
    return this.read.run(query);
  }

  @Get('compare')
  @StaffRoute('policies.see')
  async compare(@Query() { from, to }: CompareQuery): Promise<{ changes: PolicyChange[] }> {
    const [before, after] = [await this.read.one(from), await this.read.one(to)];
    return { changes: comparePolicies(before.document, after.document) };
  }

  @Post('check')
  @HttpCode(200)
  @StaffRoute('policies.propose')
  check(@Body() { document }: PolicyBody): Promise<PolicyCheck> {
    return this.checkPolicy.run(document);
  }

  @Get('proposals')
  @StaffRoute('policies.see')
  proposed(@Query() query: ProposalsQuery): Promise<Page<ProposalView>> {
    return this.proposals.run(query);
  }

  @Post('proposals')
  @StaffRoute('policies.propose')
  async make(@Body() body: ProposalBody, @StaffActor() actor: Actor): Promise<ProposalView> {
    const { effectiveFrom: from, ...rest } = body;
    const effectiveFrom = from === undefined ? null : new Date(from);
    return this.proposals.one(await this.propose.run({ ...rest, effectiveFrom, actor }));
  }

  @Post('proposals/:id/second')
  @HttpCode(200)
  @StaffRoute('policies.second')
  async second(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @StaffActor() actor: Actor,
  ): Promise<ProposalView> {
    await this.decide.run({ id, verdict: 'seconded', note: null, actor });
    return this.proposals.one(id);
  }

  @Post('proposals/:id/reject')
  @HttpCode(200)
  @StaffRoute('policies.second')
  async reject(
    @Param('id', IdPipe) id: string,
    @Body() { note }: RejectionBody,
    @StaffActor() actor: Actor,
  ): Promise<ProposalView> {
    await this.decide.run({ id, verdict: 'rejected', note, actor });
    return this.proposals.one(id);
  }

  @Post('proposals/:id/withdraw')
  @HttpCode(200)
  @StaffRoute('policies.propose')
  async withdraw(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @StaffActor() actor: Actor,
  ): Promise<ProposalView> {
    await this.decide.run({ id, verdict: 'withdrawn', note: null, actor });
    return this.proposals.one(id);
  }

  @Get(':version')
  @StaffRoute('policies.see')
  one(@Param('version', VersionPipe) wanted: number): Promise<PolicyView> {
    return this.read.one(wanted);
  }
}
