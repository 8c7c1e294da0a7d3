import { ApiProperty } from '@nestjs/swagger';

/** Money as the API writes it. */
export class MoneyView {
  @ApiProperty({ type: 'integer', description: 'Minor units of the currency (cents, yen, fils)' })
  amount!: number;
  @ApiProperty({ example: 'EUR' })
  currency!: string;
}

/** A timestamp of a hand-written statement as RFC 3339 in UTC. */
export function instant(text: string): string;
export function instant(text: string | null): string | null;
export function instant(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString();
}
