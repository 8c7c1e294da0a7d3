import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { findAsset } from '../../portal/frame/assets.js';
import { notFound } from '../../shared/domain-error.js';
import { OpenStaffRoute } from '../staff-route.js';
import { STYLES } from './style-address.js';

const FOR_GOOD = 'public, max-age=31536000, immutable';

/** Style sheet and icon of the pages of sign-in. */
@ApiExcludeController()
@Controller('admin/sign-in-assets')
export class SignInAssetsController {
  @Get(':name')
  @OpenStaffRoute()
  send(@Param('name') name: string, @Req() request: Request, @Res() response: Response): void {
    const asset = (STYLES as readonly string[]).includes(name) ? findAsset(name) : undefined;
    if (asset === undefined) throw notFound('file');
    const current = request.query['v'] === asset.version;
    response
      .setHeader('Content-Type', asset.mediaType)
      .setHeader('Cache-Control', current ? FOR_GOOD : 'no-cache')
      .end(asset.body);
  }
}
