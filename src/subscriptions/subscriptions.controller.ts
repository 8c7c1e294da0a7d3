import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { visibilityOf } from '../access/visibility.js';
import { ApiRoute } from '../api/api-route.js';
import { callerOf, type DeskRequest } from '../api/desk-request.js';
import { IdPipe } from '../api/id.pipe.js';
import { CancellationOptions } from '../cancellations/cancellation-options.js';
import { notFound } from '../shared/domain-error.js';
import { resolveLocale, translator } from '../shared/locale/locale.js';
import { FindSubscriptions } from './find-subscriptions.js';
import { SubscriptionPage, SubscriptionView } from './subscription.view.js';
import { CancellationOptionsView, SubscriptionsQuery } from './subscriptions.dto.js';

@ApiTags('Subscriptions')
@Controller('v1/subscriptions')
export class SubscriptionsController {
  constructor(
    private readonly findSubscriptions: FindSubscriptions,
    private readonly cancellationOptions: CancellationOptions,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List subscriptions, newest first' })
  @ApiRoute('subscriptions:read', { answer: SubscriptionPage })
  async list(
    @Query() query: SubscriptionsQuery,
    @Req() request: DeskRequest,
  ): Promise<SubscriptionPage> {
    return this.findSubscriptions.run(query, visibilityOf(callerOf(request)));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One subscription' })
  @ApiRoute('subscriptions:read', { answer: SubscriptionView })
  async get(
    @Param('id', IdPipe) id: string,
    @Req() request: DeskRequest,
  ): Promise<SubscriptionView> {
    const { data } = await this.findSubscriptions.run({ id }, visibilityOf(callerOf(request)));
    if (!data[0]) throw notFound('subscription');
    return data[0];
  }

  @Get(':id/cancellation-options')
  @ApiOperation({ summary: "What the customer's own door would offer, with quotes that bind" })
  @ApiRoute('subscriptions:read', { answer: CancellationOptionsView })
  async options(
    @Param('id', IdPipe) id: string,
    @Req() request: DeskRequest,
  ): Promise<CancellationOptionsView> {
    const options = await this.cancellationOptions.run(id, visibilityOf(callerOf(request)));
    const text = translator(resolveLocale(request.acceptsLanguages()[0]));
    const reasons = options.reasons.map(({ code }) => ({
      code,
      message: text([`reasons:${code}.why`, 'reasons:unknown.why']),
    }));
    return { ...options, reasons };
  }
}
