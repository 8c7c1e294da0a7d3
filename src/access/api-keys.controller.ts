import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { EmptyBody } from '../api/empty-body.js';
import { IdPipe } from '../api/id.pipe.js';
import { PageQuery, type Page } from '../api/page.js';
import type { Actor } from '../shared/actor.js';
import { StaffActor } from '../staff/staff-request.js';
import { StaffRoute } from '../staff/staff-route.js';
import { NewApiKeyBody } from './api-keys.dto.js';
import { CreateApiKey } from './create-api-key.js';
import { ListApiKeys, type ApiKeyView } from './list-api-keys.js';
import { RevokeApiKey } from './revoke-api-key.js';

/** Keys of the /v1 API, for those who manage them in the console. */
@ApiExcludeController()
@Controller('admin/api/api-keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ListApiKeys,
    private readonly createKey: CreateApiKey,
    private readonly revokeKey: RevokeApiKey,
  ) {}

  @Get()
  @StaffRoute('keys.see')
  list(@Query() query: PageQuery): Promise<Page<ApiKeyView>> {
    return this.keys.run(query);
  }

  /** The key itself is seen this once. */
  @Post()
  @StaffRoute('keys.manage')
  async create(
    @Body() body: NewApiKeyBody,
    @StaffActor() actor: Actor,
  ): Promise<ApiKeyView & { key: string }> {
    const { id, key } = await this.createKey.run({ ...body, actor });
    return { ...(await this.keys.one(id)), key };
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @StaffRoute('keys.manage')
  async revoke(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @StaffActor() actor: Actor,
  ): Promise<ApiKeyView> {
    await this.revokeKey.run(id, actor);
    return this.keys.one(id);
  }
}
