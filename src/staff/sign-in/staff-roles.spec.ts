import { describe, expect, it } from '@jest/globals';
import { readRoleMapping, roleOf } from './staff-roles.js';

const mapping = readRoleMapping(['desk admins=administrator', 'a=b=supervisor', 'agents=agent']);

describe('roles by an identity provider', () => {
  it('are read from the setting, the role behind the last sign', () => {
    expect(mapping).toEqual([
      ['desk admins', 'administrator'],
      ['a=b', 'supervisor'],
      ['agents', 'agent'],
    ]);
  });

  it.each([
    [{ groups: 'agents' }, 'agent'],
    [{ groups: ['x', 'agents', 'a=b'] }, 'supervisor'],
    [{ groups: ['agent'] }, null],
    [{ groups: [7, null] }, null],
    [{ groups: { agents: true } }, null],
    [{}, null],
  ])('of %j: %s', (claims, role) => {
    expect(roleOf(claims, 'groups', mapping)).toBe(role);
  });

  it('are found inside, or under the very name', () => {
    expect(roleOf({ realm: { roles: ['agents'] } }, 'realm.roles', mapping)).toBe('agent');
    expect(roleOf({ 'realm.roles': 'agents' }, 'realm.roles', mapping)).toBe('agent');
    expect(roleOf({ realm: 'agents' }, 'realm.length', mapping)).toBeNull();
    expect(roleOf({}, 'constructor.name', mapping)).toBeNull();
  });
});
