import { Module, type DynamicModule } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { CountFlow } from './count-flow.js';
import { HomeFiguresController } from './home-figures.controller.js';
import { ReadFlow } from './read-flow.js';
import { ReadHome } from './read-home.js';

/** What the console's home shows, and the clock's part in it. */
@Module({})
export class HomeFiguresModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: HomeFiguresModule,
      global: true,
      controllers: settings.has('console') ? [HomeFiguresController] : [],
      providers: [CountFlow, ReadHome, ReadFlow],
      exports: [CountFlow],
    };
  }
}
