import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IdPipe } from '../api/id.pipe.js';
import { Staff, type StaffMember } from '../staff/staff-request.js';
import { StaffRoute } from '../staff/staff-route.js';
import { CancelForCustomer } from './cancel-for-customer.js';
import type { CancelOptionsView, CustomerView } from './customer.view.js';
import { CancelForCustomerBody, CustomersQuery } from './customers.dto.js';
import { FindCustomers } from './find-customers.js';
import { ReadCancelOptions } from './read-cancel-options.js';
import { StaffPerson, type StaffPersonActor } from './staff-person.js';

/** Cancelling for a customer who asks order support. */
@ApiExcludeController()
@Controller('admin/api')
export class CustomersController {
  constructor(
    private readonly findCustomers: FindCustomers,
    private readonly readOptions: ReadCancelOptions,
    private readonly cancelForCustomer: CancelForCustomer,
  ) {}

  @Get('customers')
  @StaffRoute('records.see')
  async find(
    @Query() { search }: CustomersQuery,
    @Staff() reader: StaffMember,
  ): Promise<{ data: CustomerView[] }> {
    return { data: await this.findCustomers.run(search, reader) };
  }

  @Get('subscriptions/:id/cancel-options')
  @StaffRoute('records.see')
  options(
    @Param('id', IdPipe) id: string,
    @Staff() reader: StaffMember,
  ): Promise<CancelOptionsView> {
    return this.readOptions.run(id, reader);
  }

  @Post('subscriptions/:id/cancel')
  @HttpCode(202)
  @StaffRoute('cancellations.file')
  async cancel(
    @Param('id', IdPipe) id: string,
    @Body() { wishedEnd, askedAt, ...wish }: CancelForCustomerBody,
    @StaffPerson() actor: StaffPersonActor,
  ): Promise<{ id: string; reference: string; attached: boolean }> {
    const times = {
      askedAt: new Date(askedAt),
      ...(wishedEnd !== undefined && { wishedEnd: new Date(wishedEnd) }),
    };
    const receipt = await this.cancelForCustomer.run(id, { ...wish, ...times }, actor);
    return { id: receipt.id, reference: receipt.reference, attached: receipt.attached };
  }
}
