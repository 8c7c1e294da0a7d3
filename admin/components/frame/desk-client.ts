/** One of several faults of what was sent; `pointer` names the field. */
export interface FieldFault {
  pointer: string;
  code: string;
  message: string;
}

/** A refusal of the desk, as problem+json says it. */
export class DeskError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: readonly FieldFault[] = [],
    /** What else the problem tells, e.g. who was faster. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Calls the console's own API under `/admin/api`.
 * Whoever is signed out meanwhile is led to the sign-in, and back to where they are.
 * @throws DeskError for every refusal, and for no answer at all with the code `offline`
 */
async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const sends = method !== 'GET';
  const json = sends && !(body instanceof FormData);
  const response = await fetch(`/admin/api${path}`, {
    method,
    headers: {
      Accept: 'application/json',
      ...(json ? { 'Content-Type': 'application/json' } : {}),
    },
    body: sends ? (json ? JSON.stringify(body ?? {}) : (body as FormData)) : undefined,
  }).catch(() => {
    throw new DeskError(0, 'offline', '');
  });
  if (response.status === 401) leaveForSignIn();
  const answer = await readAnswer(response);
  if (response.ok) return answer as T;
  const { code, detail, errors, ...extra } = (answer ?? {}) as Record<string, unknown>;
  throw new DeskError(
    response.status,
    typeof code === 'string' ? code : 'unknown',
    typeof detail === 'string' ? detail : '',
    Array.isArray(errors) ? (errors as FieldFault[]) : [],
    extra,
  );
}

/**
 * A refusal that is no JSON comes from something between us and the desk, and its status says enough;
 * an answer that breaks off is no answer, however well it began.
 */
async function readAnswer(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch (error) {
    if (!response.ok && error instanceof SyntaxError) return null;
    throw new DeskError(0, 'offline', '');
  }
}

export const desk = {
  get: <T>(path: string): Promise<T> => call<T>('GET', path),
  post: <T>(path: string, body?: unknown): Promise<T> => call<T>('POST', path, body),
  put: <T>(path: string, body?: unknown): Promise<T> => call<T>('PUT', path, body),
  patch: <T>(path: string, body?: unknown): Promise<T> => call<T>('PATCH', path, body),
  delete: <T>(path: string): Promise<T> => call<T>('DELETE', path),
};

/** `{a: 1, b: ''}` as `?a=1`: what is empty is left out. */
export function query(
  parameters: Readonly<Record<string, string | number | boolean | null | undefined>>,
): string {
  const given = Object.entries(parameters).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}

function leaveForSignIn(): void {
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/admin/login?next=${encodeURIComponent(here)}`);
}
