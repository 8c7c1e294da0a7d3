import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Settings } from '../config/settings.js';
import { CheckReadiness, type Readiness } from './check-readiness.js';
import { mayReadMetrics } from './metrics-access.js';
import { Metrics } from './metrics.js';

@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly checkReadiness: CheckReadiness,
    private readonly metrics: Metrics,
    private readonly settings: Settings,
  ) {}

  @Get('healthz')
  healthz(): { status: 'alive' } {
    return { status: 'alive' };
  }

  @Get('readyz')
  async readyz(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const readiness = await this.checkReadiness.run();
    if (readiness.status === 'unready') response.status(503).setHeader('Retry-After', '5');
    response.setHeader('Cache-Control', 'no-store');
    return readiness;
  }

  @Get('metrics')
  async prometheus(@Req() request: Request, @Res() response: Response): Promise<void> {
    mayReadMetrics(request, this.settings.METRICS_TOKEN);
    const text = await this.metrics.text();
    response.setHeader('Content-Type', this.metrics.contentType);
    response.end(text);
  }
}
