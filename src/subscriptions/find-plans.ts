import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import type { PlanRoute, PlanSegment } from './plan.entity.js';

export interface PlanName {
  code: string;
  name: string;
  route: PlanRoute;
  segment: PlanSegment;
}

/** The plans by their names, for whoever has to choose one; there are few. */
@Injectable()
export class FindPlans {
  constructor(private readonly em: EntityManager) {}

  run(): Promise<PlanName[]> {
    return sql<PlanName>(
      this.em.fork(),
      'select code, name, route, segment from plan order by name limit 200',
    );
  }
}
