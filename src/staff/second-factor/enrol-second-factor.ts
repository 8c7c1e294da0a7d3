import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import QRCode from 'qrcode';
import { Secrets } from '../../config/secrets.js';
import { Settings } from '../../config/settings.js';
import { sql } from '../../database/sql.js';
import { Clock } from '../../shared/clock.js';
import { stateConflict } from '../../shared/domain-error.js';
import { seal, unseal } from './sealed.js';
import { newTotpSecret, totpAddress } from './totp.js';

/** Large enough for a phone at arm's length. */
const QR_PIXELS = 240;
/** How long somebody may take with the app. */
const VALID_MS = 30 * 60_000;

/** What a member needs to set up their authenticator app. */
export interface Enrolment {
  /** In base32, for typing where no camera is at hand. */
  secret: string;
  /** `otpauth://…` */
  address: string;
  /** The address as QR code: an `svg` element. */
  qrCode: string;
  /** Opaque; comes back with the first code. Nothing is stored until then. */
  enrolment: string;
}

/** What is sealed into an enrolment. */
interface EnrolmentContent {
  secret: string;
  until: number;
}

/** Begins a second factor: a secret for the app, which counts once a code of it was given. */
@Injectable()
export class EnrolSecondFactor {
  private readonly key: Buffer;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly settings: Settings,
    secrets: Secrets,
  ) {
    this.key = secrets.encryptionKey('totp-enrolment');
  }

  /**
   * @param begun an earlier enrolment to go on with: after a wrong code the app keeps what it scanned
   * @throws DomainError `state_conflict` when the member has a second factor: it is removed first
   */
  async run(member: { id: string; email: string }, begun?: string): Promise<Enrolment> {
    const [row] = await sql<{ has: boolean }>(
      this.em.fork(),
      `select totp_secret is not null as has from staff_member where id = $1`,
      [member.id],
    );
    if (row?.has !== false) throw alreadySet();
    const kept = begun === undefined ? null : readEnrolment(this.key, begun, member.id);
    const content = kept ?? {
      secret: newTotpSecret(),
      until: this.clock.now().getTime() + VALID_MS,
    };
    const address = totpAddress(content.secret, this.settings.BRAND_NAME, member.email);
    const qrCode = await QRCode.toString(address, { type: 'svg', margin: 2, width: QR_PIXELS });
    const sealed = seal(this.key, JSON.stringify(content), member.id);
    return { secret: content.secret, address, qrCode, enrolment: sealed.toString('base64url') };
  }
}

/** What is in an enrolment that we gave out for this member; null for any other text. */
export function readEnrolment(
  key: Buffer,
  enrolment: string,
  memberId: string,
): EnrolmentContent | null {
  const text = unseal(key, Buffer.from(enrolment, 'base64url'), memberId);
  return text === null ? null : (JSON.parse(text) as EnrolmentContent);
}

/** 409: a second factor is never replaced in passing. */
export function alreadySet(): Error {
  const text = 'You have a second factor already. Remove it before you set up another one.';
  return stateConflict(text, { reason: 'second_factor_set' });
}
