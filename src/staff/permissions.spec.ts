import { describe, expect, it } from '@jest/globals';
import { may, permissions, permissionsOf, staffRoles, type Permission } from './permissions.js';

const names = Object.keys(permissions) as Permission[];

describe('permissions', () => {
  it('let an auditor see everything that others see, and change nothing', () => {
    const sees = names.filter((name) => /\.(see|export|reveal)$/.test(name));
    const own = [...sees, 'own.manage'].filter(
      (name) => name !== 'personal.see' && name !== 'queues.see',
    );
    expect([...permissionsOf('auditor')].sort()).toEqual(own.sort());
  });

  it.each([
    ['agent', 'reviews.decide', true],
    ['agent', 'reviews.second', false],
    ['agent', 'runs.start', false],
    ['agent', 'records.export', false],
    ['supervisor', 'reviews.second', true],
    ['supervisor', 'queues.see', true],
    ['supervisor', 'staff.manage', false],
    ['supervisor', 'policies.propose', false],
    ['supervisor', 'policies.second', true],
    ['administrator', 'staff.manage', true],
    ['administrator', 'personal.see', false],
    ['auditor', 'reviews.decide', false],
    ['auditor', 'queues.see', false],
  ] as const)('%s, %s: %s', (role, permission, allowed) => {
    expect(may(role, permission)).toBe(allowed);
  });

  it('are held by somebody each, and none by nobody', () => {
    for (const name of names) {
      expect(staffRoles.some((role) => may(role, name))).toBe(true);
    }
  });

  it('show names to a role in one way alone: as they are, or when asked for', () => {
    for (const role of staffRoles) {
      expect(may(role, 'personal.see')).not.toBe(may(role, 'personal.reveal'));
    }
  });
});
