import { RequestMethod, type INestApplicationContext } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { STAFF_RULE, type StaffRule } from './staff-route.js';

/** What a route that takes all methods is listed as. */
const EVERY_METHOD = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** One route of the console, as its controller declares it. */
export interface StaffRouteEntry {
  method: string;
  /** With its parameters: `/admin/api/staff/:id`. */
  path: string;
  /** `Controller.method` */
  handler: string;
  /** Undefined where the route says not who may use it. */
  rule: StaffRule | undefined;
}

/** A route under `/admin` without a rule; the message names each. */
export class StaffRoutesError extends Error {}

/** All routes under `/admin` of the application, read from its controllers. */
export function listStaffRoutes(app: INestApplicationContext): StaffRouteEntry[] {
  const scanner = new MetadataScanner();
  const modules = [...app.get(ModulesContainer, { strict: false }).values()];
  const controllers = new Set(
    modules.flatMap(({ controllers }) => [...controllers.values()].map(({ metatype }) => metatype)),
  );
  return [...controllers]
    .filter((type) => typeof type === 'function')
    .flatMap((type) => {
      const prototype = type.prototype as Record<string, (...args: unknown[]) => unknown>;
      return scanner
        .getAllMethodNames(prototype)
        .flatMap((name) => routesOf(type, name, prototype[name]));
    })
    .filter(({ path }) => /^\/admin(\/|$)/.test(path))
    .sort((one, other) => one.path.localeCompare(other.path));
}

/**
 * Stops the start while any route of the console says not who may use it.
 * @throws StaffRoutesError
 */
export function assertStaffRoutes(app: INestApplicationContext): void {
  const open = listStaffRoutes(app).filter(({ rule }) => rule === undefined);
  if (open.length === 0) return;
  const names = open.map(({ method, path, handler }) => `${method} ${path} (${handler})`);
  throw new StaffRoutesError(`Nothing says who may use ${names.join(', ')}: add @StaffRoute(…).`);
}

function routesOf(
  type: { name: string },
  name: string,
  handler: ((...args: unknown[]) => unknown) | undefined,
): StaffRouteEntry[] {
  if (handler === undefined) return [];
  const paths = Reflect.getMetadata(PATH_METADATA, handler) as string | string[] | undefined;
  if (paths === undefined) return [];
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
  const prefixes = listOf(Reflect.getMetadata(PATH_METADATA, type) as string | string[]);
  const rule = Reflect.getMetadata(STAFF_RULE, handler) as StaffRule | undefined;
  const methods = method === RequestMethod.ALL ? EVERY_METHOD : [RequestMethod[method] ?? 'GET'];
  const places = prefixes.flatMap((prefix) => listOf(paths).map((path) => [prefix, path] as const));
  return places.flatMap(([prefix, path]) =>
    methods.map((method) => ({
      method,
      path: `/${prefix}/${path}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, ''),
      handler: `${type.name}.${name}`,
      rule,
    })),
  );
}

function listOf(paths: string | string[]): string[] {
  return Array.isArray(paths) ? paths : [paths];
}
