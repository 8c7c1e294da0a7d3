import { All, Controller, Get, Post } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { Settings } from '../config/settings.js';
import { OpenStaffRoute, StaffRoute } from './staff-route.js';
import { assertStaffRoutes, listStaffRoutes, StaffRoutesError } from './staff-routes.js';

@Controller(['admin/api/kept', 'elsewhere'])
class Kept {
  @Get()
  @StaffRoute('home.see')
  read(): void {}

  @All('board/*path')
  @OpenStaffRoute()
  board(): void {}
}

@Controller('admin/api/loose')
class Loose {
  @Post(':id/act')
  act(): void {}
}

describe('routes of the console', () => {
  const boot = (...controllers: (new () => unknown)[]): Promise<TestingModule> =>
    Test.createTestingModule({
      controllers,
      providers: [{ provide: Settings, useValue: new Settings() }],
    }).compile();

  it('are listed with their rules, one for each method, and none from elsewhere', async () => {
    const app = await boot(Kept);
    expect(listStaffRoutes(app)).toEqual([
      {
        method: 'GET',
        path: '/admin/api/kept',
        handler: 'Kept.read',
        rule: { kind: 'permission', permission: 'home.see' },
      },
      ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({
        method,
        path: '/admin/api/kept/board/*path',
        handler: 'Kept.board',
        rule: { kind: 'open' },
      })),
    ]);
    expect(() => assertStaffRoutes(app)).not.toThrow();
  });

  it('stop the start while one says not who may use it', async () => {
    const app = await boot(Kept, Loose);
    expect(() => assertStaffRoutes(app)).toThrow(StaffRoutesError);
    expect(() => assertStaffRoutes(app)).toThrow(
      'Nothing says who may use POST /admin/api/loose/:id/act (Loose.act): add @StaffRoute(…).',
    );
  });
});
