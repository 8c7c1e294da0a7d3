import { v7 } from 'uuid';

/** A new UUIDv7: sorts by the time of its making, so lists page by id, newest first. */
export function newId(): string {
  return v7();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text could be the id of anything here; what cannot is simply not found. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
