import { describe, expect, it } from '@jest/globals';
import { Secrets } from '../../config/secrets.js';
import { waitAfter } from './failure-limit.js';
import { KnownDevice } from './known-device.js';
import { LimitKeys, networkOf } from './limit-keys.js';
import { delayAfter } from './sign-in-limits.js';

const secrets = new Secrets('a signing key for tests, of 40 characters');

describe('waits', () => {
  it('begin with the last free failure, double, and end growing', () => {
    const rules = { free: 5, firstWaitSeconds: 30, longestWaitSeconds: 900, windowSeconds: 86_400 };
    const waits = [1, 4, 5, 6, 7, 8, 9, 10, 11, 1_000].map((n) => waitAfter(n, rules));
    expect(waits).toEqual([0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it('are a moment at most for what strangers do', () => {
    expect([1, 10, 11, 20, 1_000_000].map(delayAfter)).toEqual([0, 0, 100, 1_000, 1_500]);
  });
});

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:0:1::7', '2001:db8:0:1'],
    ['2001:0DB8::1:0:0:0:7', '2001:db8:0:1'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('keys of limits', () => {
  const keys = new LimitKeys(secrets);

  it('hold no address, and are one for every spelling of it', () => {
    const key = keys.ofMailbox('Anna.Kowalska@Example.com ');
    expect(key).toBe(keys.ofMailbox('anna.kowalska@example.com'));
    expect(key).toMatch(/^[\w-]{24}$/);
    expect(key).not.toBe(keys.ofMailbox('jan.kowalski@example.com'));
    expect(key).not.toBe(
      new LimitKeys(new Secrets('x'.repeat(32))).ofMailbox('anna.kowalska@example.com'),
    );
  });
});

describe('known devices', () => {
  const devices = new KnownDevice(secrets);

  it('are recognised for their account alone', () => {
    const mark = devices.mark('anna');
    expect(devices.recognise('anna', mark)).toBe(mark.split('.')[0]);
    expect(devices.recognise('jan', mark)).toBeNull();
    expect(new KnownDevice(new Secrets('x'.repeat(32))).recognise('anna', mark)).toBeNull();
  });

  it.each([undefined, '', '.', 'a.b', 'a.b.c'])('are not recognised by %j', (mark) => {
    expect(devices.recognise('anna', mark)).toBeNull();
    expect(devices.recognise('anna', `${devices.mark('anna')}.x`)).toBeNull();
  });
});
