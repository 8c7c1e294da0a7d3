import { useCurrentAdmin } from 'adminjs';
import type { Permission } from '../../../src/staff/permissions.js';

export interface Me {
  id: string;
  email: string;
  name: string;
  role: string;
  /** Only to leave out what the server would refuse. */
  may: (permission: Permission) => boolean;
}

/** Who is signed in, as the page was sent to them. */
export function useMe(): Me {
  const [member] = useCurrentAdmin();
  const {
    id = '',
    email = '',
    title = '',
    role = '',
    permissions = [],
  } = (member ?? {}) as {
    id?: string;
    email?: string;
    title?: string;
    role?: string;
    permissions?: string[];
  };
  return { id, email, name: title, role, may: (permission) => permissions.includes(permission) };
}
