import { Module } from '@nestjs/common';
import { FormTokens } from './form-tokens.js';
import { LoadVisitor } from './load-visitor.js';
import { PortalSession } from './portal-session.js';

/** Who is at the door, and whether a form is ours. */
@Module({
  providers: [PortalSession, LoadVisitor, FormTokens],
  exports: [PortalSession, LoadVisitor, FormTokens],
})
export class SessionModule {}
