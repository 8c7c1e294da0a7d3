import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { StaffRoute } from '../staff/staff-route.js';
import { FindPlans, type PlanName } from './find-plans.js';

@ApiExcludeController()
@Controller('admin/api/plans')
export class PlansController {
  constructor(private readonly findPlans: FindPlans) {}

  @Get()
  @StaffRoute('own.manage')
  async list(): Promise<{ data: PlanName[] }> {
    return { data: await this.findPlans.run() };
  }
}
