import { Module } from '@nestjs/common';
import { SessionModule } from '../session/session.module.js';
import { AssetsController } from './assets.controller.js';
import { LanguageChoice } from './language-choice.js';
import { PortalPages } from './portal-pages.js';

/** What every page stands in, for all features that show pages. */
@Module({
  imports: [SessionModule],
  controllers: [AssetsController],
  providers: [PortalPages, LanguageChoice],
  exports: [PortalPages, LanguageChoice, SessionModule],
})
export class FrameModule {}
