import { Global, Module } from '@nestjs/common';
import { DecisionBell } from './decision-bell.js';

/** One bell for the process: who decides rings it, who waits hears it. */
@Global()
@Module({ providers: [DecisionBell], exports: [DecisionBell] })
export class DecisionBellModule {}
