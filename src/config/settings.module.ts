import { Module, type DynamicModule } from '@nestjs/common';
import { Clock } from '../shared/clock.js';
import { Secrets } from './secrets.js';
import { Settings } from './settings.js';

/** What everyone may ask for by class: the checked settings, the secrets, the clock. */
@Module({})
export class SettingsModule {
  static forRoot(settings: Settings, secrets: Secrets): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      providers: [
        Clock,
        { provide: Settings, useValue: settings },
        { provide: Secrets, useValue: secrets },
      ],
      exports: [Clock, Settings, Secrets],
    };
  }
}
