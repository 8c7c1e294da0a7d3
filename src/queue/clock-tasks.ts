/** What is done again and again; each task has one handler, named like it. */
export const clockTasks = [
  { name: 'sweep-cancellations', everyMs: 10_000 },
  { name: 'due-cancellations', everyMs: 30_000 },
  { name: 'renew-subscriptions', everyMs: 60_000 },
  { name: 'expire-subscriptions', everyMs: 60_000 },
  { name: 'sweep-notifications', everyMs: 10_000 },
  { name: 'sweep-refunds', everyMs: 10_000 },
  { name: 'sweep-batches', everyMs: 10_000 },
  { name: 'count-flow', everyMs: 30_000 },
  { name: 'expire-idempotency-keys', everyMs: 3_600_000 },
  { name: 'forget-sessions', everyMs: 600_000 },
] as const;

export type ClockTask = (typeof clockTasks)[number]['name'];
/** Running a task twice, or twice at once in two processes, must change nothing. */
export type ClockHandlers = Record<string, () => Promise<void>>;

/** Token of the handlers: `Record<task, () => Promise<void>>`. */
export const CLOCK_HANDLERS = 'CLOCK_HANDLERS';

/** Joins the handlers of several features. @throws when two of them serve one task */
export function mergeClockHandlers(...parts: ClockHandlers[]): ClockHandlers {
  const merged: ClockHandlers = {};
  for (const [name, handler] of parts.flatMap((part) => Object.entries(part))) {
    if (name in merged) throw new Error(`The clock task ${name} has two handlers.`);
    merged[name] = handler;
  }
  return merged;
}

/** @throws one line that names the tasks without handler and the handlers without task */
export function assertClockHandlers(handlers: ClockHandlers): void {
  const tasks = new Set<string>(clockTasks.map((task) => task.name));
  if (tasks.size < clockTasks.length) throw new Error('A clock task is listed twice.');
  const missing = [...tasks].filter((name) => !Object.hasOwn(handlers, name));
  const unknown = Object.keys(handlers).filter((name) => !tasks.has(name));
  const problems = [
    ...missing.map((name) => `the clock task ${name} has no handler`),
    ...unknown.map((name) => `a handler is given for the unknown clock task ${name}`),
  ];
  if (problems.length > 0) throw new Error(`The clock cannot run: ${problems.join('; ')}.`);
}
