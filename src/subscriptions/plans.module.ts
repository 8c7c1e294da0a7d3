import { Module } from '@nestjs/common';
import { FindPlans } from './find-plans.js';
import { PlansController } from './plans.controller.js';

/** The plans as the console's pages offer them. */
@Module({ controllers: [PlansController], providers: [FindPlans] })
export class PlansModule {}
