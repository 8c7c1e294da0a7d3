import { Module } from '@nestjs/common';
import { Clock } from '../shared/clock.js';
import { CreateApiKey } from './create-api-key.js';
import { RevokeApiKey } from './revoke-api-key.js';

/** Making and ending API keys; the command line needs no more of the API than this. */
@Module({
  providers: [Clock, CreateApiKey, RevokeApiKey],
  exports: [CreateApiKey, RevokeApiKey],
})
export class AccessModule {}
