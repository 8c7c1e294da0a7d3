import { describe, expect, it } from '@jest/globals';
import { Secrets } from './secrets.js';
import { readSettings } from './settings.js';

const OIDC = {
  OIDC_ISSUER: 'https://id.example.com/tenant',
  OIDC_CLIENT_ID: 'desk',
  OIDC_CLIENT_SECRET: 'secret',
};

describe('settings of the sign-in', () => {
  it.each([
    [{ SESSION_SECRET: 'short' }, /^SESSION_SECRET must have at least 32 characters\.$/],
    [{ DEMO_PASSWORD: 'x'.repeat(201) }, /^DEMO_PASSWORD must have at most 200 characters\.$/],
    [{ ...OIDC, OIDC_ISSUER: 'http://id.example.com' }, /^OIDC_ISSUER must be an https address/],
    [{ ...OIDC, OIDC_ISSUER: 'http://localhost.example.com' }, /^OIDC_ISSUER must be an https/],
    [{ OIDC_ISSUER: OIDC.OIDC_ISSUER }, /^OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set too/],
    [{ OIDC_CLIENT_SECRET: 'secret' }, /^OIDC_ISSUER and OIDC_CLIENT_ID must be set too/],
    [{ STAFF_SECOND_FACTOR: 'yes' }, /^STAFF_SECOND_FACTOR must be optional or required\.$/],
    [{ ...OIDC, OIDC_STAFF_CLAIM: 'groups' }, /^OIDC_STAFF_CLAIM and OIDC_STAFF_ROLES must be set/],
    [{ OIDC_STAFF_CLAIM: 'groups', OIDC_STAFF_ROLES: 'a=agent' }, /^OIDC_STAFF_CLAIM needs an/],
    [
      { ...OIDC, OIDC_STAFF_CLAIM: 'groups', OIDC_STAFF_ROLES: 'a=boss' },
      /^OIDC_STAFF_ROLES must be a comma list like/,
    ],
    [{ ADMIN_EMAIL: 'admin@desk.example' }, /^ADMIN_EMAIL and ADMIN_PASSWORD must be set together/],
    [{ ADMIN_EMAIL: 'admin', ADMIN_PASSWORD: 'x'.repeat(10) }, /^ADMIN_EMAIL must be a mail/],
    [{ ADMIN_EMAIL: 'a@b.example', ADMIN_PASSWORD: 'short' }, /^ADMIN_PASSWORD must have 10 to/],
  ])('refuse %j', (environment, line) => {
    expect(() => readSettings(environment)).toThrow(line);
  });

  it.each([
    OIDC,
    { ...OIDC, OIDC_ISSUER: 'http://127.0.0.1:8080' },
    { DEMO_PASSWORD: 'x'.repeat(10) },
    { STAFF_SECOND_FACTOR: 'required' },
    { ADMIN_EMAIL: 'admin@desk.example', ADMIN_PASSWORD: 'x'.repeat(10) },
  ])('take %j', (environment) => {
    expect(readSettings(environment)).toMatchObject(environment);
  });
});

describe('roles of the staff by an identity provider', () => {
  it('are read as a list, where all that they need is set', () => {
    const roles = { OIDC_STAFF_CLAIM: 'groups', OIDC_STAFF_ROLES: 'desk a=agent, b=auditor' };
    expect(readSettings({ ...OIDC, ...roles }).OIDC_STAFF_ROLES).toEqual([
      'desk a=agent',
      'b=auditor',
    ]);
  });
});

describe('keys of the portal', () => {
  const signing = 'a signing key for tests, of 40 characters';

  it('differ by purpose and by secret, and hang on the signing key without one of their own', () => {
    const own = new Secrets(signing, 'a session secret for tests, of 40 letters');
    const keys = [
      new Secrets(signing).portalKey('session'),
      new Secrets(signing).portalKey('form-token'),
      own.portalKey('session'),
    ];
    expect(new Set(keys).size).toBe(3);
    expect(keys.every((key) => key.length === 43)).toBe(true);
    expect(new Secrets('another signing key').portalKey('session')).not.toBe(keys[0]);
    expect(new Secrets(signing, signing).portalKey('session')).toBe(keys[0]);
  });

  it('that encrypt hang on the signing key alone', () => {
    const key = new Secrets(signing).encryptionKey('totp');
    expect(key).toHaveLength(32);
    expect(new Secrets(signing, 'a session secret for tests').encryptionKey('totp')).toEqual(key);
    expect(new Secrets(signing).encryptionKey('other')).not.toEqual(key);
    expect(new Secrets('another signing key').encryptionKey('totp')).not.toEqual(key);
  });
});
