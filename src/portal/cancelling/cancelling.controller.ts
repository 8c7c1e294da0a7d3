import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { doorOf } from '../door.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { SignedIn } from '../session/signed-in.guard.js';
import { CancellingPages } from './cancelling-pages.js';
import { DeclareAtDoor } from './declare-at-door.js';
import type { FormValues } from './declaration-form.js';
import { KeepSubscription } from './keep-subscription.js';

/** From `Cancel` to the confirmation and back, the same behind both signed-in doors. */
@ApiExcludeController()
@SignedIn()
@Controller(['digital-locker', 'account'])
export class CancellingController {
  constructor(
    private readonly pages: CancellingPages,
    private readonly declareAtDoor: DeclareAtDoor,
    private readonly keepSubscription: KeepSubscription,
  ) {}

  @Get('subscriptions/:id/cancel')
  async ask(
    @Param('id') id: string,
    @Query('kind') kind: unknown,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.pages.ask(request, response, { id, kind });
  }

  @Post('subscriptions/:id/cancel')
  async confirm(
    @Param('id') id: string,
    @Body() values: FormValues & { kind?: string },
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    const declared = await this.declareAtDoor.run(request, id, values);
    if ('faults' in declared) {
      await this.pages.askAgain(request, response, { id, kind: values.kind, values, ...declared });
    } else response.redirect(303, declared.address);
  }

  @Post('subscriptions/:id/order-support')
  async fileForOrderSupport(
    @Param('id') id: string,
    @Body() values: FormValues,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    const declared = await this.declareAtDoor.run(request, id, { ...values, kind: 'ordinary' });
    if ('faults' in declared) {
      await this.pages.orderSupportAgain(request, response, { id, values, ...declared });
    } else response.redirect(303, declared.address);
  }

  @Get('cancellations/:id')
  async show(
    @Param('id') id: string,
    @Query('again') again: unknown,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.pages.show(request, response, { id, again: again === '1' });
  }

  @Post('cancellations/:id/keep')
  async keep(
    @Param('id') id: string,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.keepSubscription.run(request, id);
    response.redirect(303, `${doorOf(request.path).base}/cancellations/${id}`);
  }
}
