import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Settings } from '../src/config/settings.js';
import { notFound } from '../src/shared/domain-error.js';
import { permissionsOf } from '../src/staff/permissions.js';
import type { ConsoleLanguage, StaffMember } from '../src/staff/staff-request.js';
import { importAdminJs } from './adminjs-environment.js';
import { ConsoleAssets } from './console-assets.js';
import { consolePage } from './console-page.js';
import { consoleTheme } from './console-theme.js';
import { localeOf } from './locale.js';
import { adminPages } from './pages.js';
import { recordOptions, recordResource } from './records/record-resource.js';
import { recordTypes } from './records/record-types.js';

type AdminJsModule = typeof import('adminjs');
type AdminJs = InstanceType<AdminJsModule['default']>;

/** What AdminJS's controllers take of a request. */
interface AdminRequest {
  params: Record<string, string>;
  query: Record<string, unknown>;
  payload: Record<string, unknown>;
  method: 'get';
}

/** AdminJS as it was set up, and the files that its pages load. */
interface Loaded {
  module: AdminJsModule;
  admin: AdminJs;
  assets: ConsoleAssets;
}

/**
 * AdminJS with our records, pages, texts and looks; asked by `ConsoleController` alone. It is loaded when
 * the console is first used: with its editors and bundlers it takes 90 MB, which a process that
 * serves customers, or works, never needs.
 */
@Injectable()
export class ConsoleAdmin {
  private loading: Promise<Loaded> | undefined;

  constructor(
    private readonly em: EntityManager,
    private readonly settings: Settings,
  ) {}

  /** The page that starts the console in the browser, whatever is looked at in it. */
  async page(staff: StaffMember): Promise<ReturnType<typeof consolePage>> {
    const { module, admin } = await this.loaded();
    const Controller = controllerOf(module, 'index');
    const answer = await new Controller({ admin }, memberOf(staff))['index']?.();
    return consolePage(String(answer));
  }

  /**
   * What AdminJS answers for a list (`resourceAction`) or a record (`recordAction`).
   * @throws DomainError `not_found`; `invalid_input` for a filter that cannot be asked for
   */
  async data(
    route: 'resourceAction' | 'recordAction',
    { params, query }: Pick<AdminRequest, 'params' | 'query'>,
    staff: StaffMember,
    response: Response,
  ): Promise<Record<string, unknown>> {
    const { module, admin } = await this.loaded();
    const Controller = controllerOf(module, route);
    const controller = new Controller({ admin }, memberOf(staff));
    const request: AdminRequest = { params, query, payload: {}, method: 'get' };
    const answer = (await controller[route]?.(request, response)) as Record<string, unknown>;
    const notice = answer['notice'] as { type?: string } | undefined;
    if (notice?.type === 'error') throw notFound('record');
    return answer;
  }

  /** @throws DomainError `not_found` */
  async sendAsset(name: string, request: Request, response: Response): Promise<void> {
    const { assets } = await this.loaded();
    const path = `/frontend/assets/${name}`;
    if (!assets.paths().includes(path)) throw notFound('file');
    await assets.send(path, request, response);
  }

  private async loaded(): Promise<Loaded> {
    this.loading ??= this.load();
    try {
      return await this.loading;
    } catch (error) {
      // The next one tries again.
      this.loading = undefined;
      throw error;
    }
  }

  private async load(): Promise<Loaded> {
    const module = await importAdminJs();
    const { default: AdminJS, Router } = module;
    const resources = recordTypes.map((type) => ({
      resource: recordResource(module, this.em, type),
      options: recordOptions(type),
    }));
    const admin = new AdminJS({
      rootPath: '/admin',
      loginPath: '/admin/login',
      logoutPath: '/admin/logout',
      resources,
      dashboard: { component: 'Home' },
      pages: adminPages(),
      branding: {
        companyName: this.settings.BRAND_NAME,
        logo: false,
        favicon: '/admin/frontend/assets/icon.svg',
        withMadeWithLove: false,
        theme: consoleTheme(),
      },
      assets: { styles: ['/admin/frontend/assets/console.css'] },
      locale: (member) => localeOf((member?.['language'] as ConsoleLanguage | undefined) ?? 'en'),
      settings: { defaultPerPage: 25 },
    } as ConstructorParameters<typeof AdminJS>[0]);
    await admin.initialize();
    const assets = new ConsoleAssets(Router.assets.map(({ path, src }) => ({ path, src })));
    return { module, admin, assets };
  }
}

function controllerOf(module: AdminJsModule, action: string): AdminController {
  // Pages and data have actions of the same names; `index` is the only page that is asked for.
  const route = module.Router.routes.find(
    (one) => one.action === action && (action === 'index' || one.path.startsWith('/api/')),
  );
  if (route === undefined) throw new Error(`AdminJS has no route ${action}.`);
  // AdminJS types its controllers without what their constructors take.
  return route.Controller as unknown as AdminController;
}

type AdminController = new (
  options: { admin: AdminJs },
  currentAdmin: Record<string, unknown>,
) => Record<
  string,
  ((request?: AdminRequest, response?: Response) => Promise<unknown>) | undefined
>;

/** The person as the pages know them: what they may do is only to leave out what would be refused. */
function memberOf(staff: StaffMember): Record<string, unknown> {
  const { id, email, name, role, language } = staff;
  return { id, email, title: name, role, language, permissions: permissionsOf(role) };
}
