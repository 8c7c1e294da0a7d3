import type { StaffRole } from '../../shared/actor.js';

/** Which value of the claim means which role, in the order of the setting. */
export type RoleMapping = readonly (readonly [value: string, role: StaffRole])[];

/** `desk-leads=supervisor` as a pair; the settings have checked the form. */
export function readRoleMapping(entries: readonly string[]): RoleMapping {
  return entries.map((entry) => {
    const at = entry.lastIndexOf('=');
    return [entry.slice(0, at).trim(), entry.slice(at + 1).trim() as StaffRole] as const;
  });
}

/**
 * The role that a provider's claims give: of several that fit, the first one in the mapping; null
 * when none does. The claim holds one text or a list; `realm_access.roles` also finds it inside.
 */
export function roleOf(
  claims: Readonly<Record<string, unknown>>,
  claim: string,
  mapping: RoleMapping,
): StaffRole | null {
  const found = claims[claim] ?? inside(claims, claim.split('.'));
  const values = (Array.isArray(found) ? found : [found]).filter((one) => typeof one === 'string');
  return mapping.find(([value]) => values.includes(value))?.[1] ?? null;
}

function inside(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, step)
        ? (at as Record<string, unknown>)[step]
        : undefined,
    value,
  );
}
