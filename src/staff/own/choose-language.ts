import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../../database/sql.js';
import type { ConsoleLanguage } from '../staff-request.js';

/** The language in which the console speaks to a member. A matter of looks: not audited. */
@Injectable()
export class ChooseLanguage {
  constructor(private readonly em: EntityManager) {}

  async run(staffId: string, language: ConsoleLanguage): Promise<void> {
    await sql(this.em.fork(), `update staff_member set language = $2 where id = $1`, [
      staffId,
      language,
    ]);
  }
}
