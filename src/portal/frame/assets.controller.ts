import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { notFound } from '../../shared/domain-error.js';
import { findAsset } from './assets.js';

const FOR_GOOD = 'public, max-age=31536000, immutable';

/** Style sheet, script and icon of the pages. */
@ApiExcludeController()
@Controller('assets')
export class AssetsController {
  @Get(':name')
  send(@Param('name') name: string, @Req() request: Request, @Res() response: Response): void {
    const asset = findAsset(name);
    if (asset === undefined) throw notFound('file');
    const current = request.query['v'] === asset.version;
    response
      .setHeader('Content-Type', asset.mediaType)
      .setHeader('Cache-Control', current ? FOR_GOOD : 'no-cache')
      .end(asset.body);
  }
}
