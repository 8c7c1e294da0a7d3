import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Staff, type StaffMember } from '../staff/staff-request.js';
import { StaffRoute } from '../staff/staff-route.js';
import { FlowQuery } from './home-figures.dto.js';
import { ReadFlow, type FlowView } from './read-flow.js';
import { ReadHome, type HomeView } from './read-home.js';

@ApiExcludeController()
@Controller('admin/api/home')
export class HomeFiguresController {
  constructor(
    private readonly readHome: ReadHome,
    private readonly readFlow: ReadFlow,
  ) {}

  @Get()
  @StaffRoute('home.see')
  home(@Staff() staff: StaffMember): Promise<HomeView> {
    return this.readHome.run(staff.id);
  }

  @Get('flow')
  @StaffRoute('home.see')
  flow(@Query() query: FlowQuery): Promise<FlowView> {
    return this.readFlow.run(query);
  }
}
