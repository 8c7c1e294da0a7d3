import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/actor.js';
import { RemoveSecondFactor } from '../second-factor/remove-second-factor.js';
import { assertNotSelf, lockMember } from './lock-member.js';

/** Takes away the second factor of a member who has lost their phone, on somebody else's word. */
@Injectable()
export class ResetStaffSecondFactor {
  constructor(
    private readonly em: EntityManager,
    private readonly remove: RemoveSecondFactor,
  ) {}

  /** @throws DomainError `not_found`; `own_membership`: one's own is removed with the password */
  async run(id: string, actor: Actor): Promise<void> {
    await this.em
      .fork()
      .transactional(async (tx) => assertNotSelf(await lockMember(tx, id), actor));
    await this.remove.run(id, actor);
  }
}
