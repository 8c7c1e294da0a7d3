import { Module } from '@nestjs/common';
import { ApiKeysController } from './api-keys.controller.js';
import { CreateApiKey } from './create-api-key.js';
import { ListApiKeys } from './list-api-keys.js';
import { RevokeApiKey } from './revoke-api-key.js';

/** API keys in the console. */
@Module({
  controllers: [ApiKeysController],
  providers: [ListApiKeys, CreateApiKey, RevokeApiKey],
})
export class ApiKeysModule {}
