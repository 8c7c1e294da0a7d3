import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
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

/** AdminJS with our records, pages, texts and looks; asked by `ConsoleController` alone. */
@Injectable()
export class ConsoleAdmin implements OnModuleInit {
  private module!: AdminJsModule;
  private admin!: AdminJs;
  private assets!: ConsoleAssets;

  constructor(
    private readonly em: EntityManager,
    private readonly settings: Settings,
  ) {}

  async onModuleInit(): Promise<void> {
    this.module = await importAdminJs();
    const { default: AdminJS, Router } = this.module;
    const resources = recordTypes.map((type) => ({
      resource: recordResource(this.module, this.em, type),
      options: recordOptions(type),
    }));
    this.admin = new AdminJS({
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
    await this.admin.initialize();
    this.assets = new ConsoleAssets(Router.assets.map(({ path, src }) => ({ path, src })));
  }

  /** The page that starts the console in the browser, whatever is looked at in it. */
  async page(staff: StaffMember): Promise<ReturnType<typeof consolePage>> {
    const Controller = this.controllerOf('index');
    const answer = await new Controller({ admin: this.admin }, memberOf(staff))['index']?.();
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
    const Controller = this.controllerOf(route);
    const controller = new Controller({ admin: this.admin }, memberOf(staff));
    const request: AdminRequest = { params, query, payload: {}, method: 'get' };
    const answer = (await controller[route]?.(request, response)) as Record<string, unknown>;
    const notice = answer['notice'] as { type?: string } | undefined;
    if (notice?.type === 'error') throw notFound('record');
    return answer;
  }

  /** @throws DomainError `not_found` */
  async sendAsset(name: string, request: Request, response: Response): Promise<void> {
    const path = `/frontend/assets/${name}`;
    if (!this.assets.paths().includes(path)) throw notFound('file');
    await this.assets.send(path, request, response);
  }

  private controllerOf(action: string): AdminController {
    // Pages and data have actions of the same names; `index` is the only page that is asked for.
    const route = this.module.Router.routes.find(
      (one) => one.action === action && (action === 'index' || one.path.startsWith('/api/')),
    );
    if (route === undefined) throw new Error(`AdminJS has no route ${action}.`);
    // AdminJS types its controllers without what their constructors take.
    return route.Controller as unknown as AdminController;
  }
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
