import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext, BaseRecord as Record_, Filter } from 'adminjs';
import type { StaffRole } from '../../src/shared/actor.js';
import { may } from '../../src/staff/permissions.js';
import { FindRecords, MOST_COUNTED, type RecordRow } from './find-records.js';
import type { GivenFilters } from './record-query.js';
import { filterFields, type Field, type RecordType } from './record-type.js';

type AdminJsModule = typeof import('adminjs');

interface FindOptions {
  limit?: number;
  offset?: number;
  sort?: { sortBy?: string; direction?: 'asc' | 'desc' };
}

/**
 * AdminJS's view of one record type: it reads, and has no way to write, so no action of AdminJS's own
 * can change anything. AdminJS is handed in because it reads its settings while it is imported.
 */
export function recordResource(
  { BaseResource, BaseProperty, BaseRecord }: AdminJsModule,
  em: EntityManager,
  type: RecordType,
): InstanceType<AdminJsModule['BaseResource']> {
  class RecordProperty extends BaseProperty {
    constructor(
      private readonly field: Field,
      position: number,
    ) {
      const isId = field.sql === type.key.sql;
      super({ path: field.name, type: 'string', isId, isSortable: isId, position });
    }
    override isTitle(): boolean {
      return this.field.name === type.title;
    }
    override isEditable(): boolean {
      return false;
    }
    override reference(): string | null {
      return this.field.links ?? null;
    }
    override availableValues(): string[] | null {
      return this.field.values ? [...this.field.values] : null;
    }
  }

  const properties = type.fields.map((field, position) => new RecordProperty(field, position));

  class RecordResource extends BaseResource {
    override databaseName(): string {
      return 'desk';
    }
    override databaseType(): string {
      return 'postgresql';
    }
    override id(): string {
      return type.name;
    }
    override properties(): InstanceType<AdminJsModule['BaseProperty']>[] {
      return properties;
    }
    override property(path: string): InstanceType<AdminJsModule['BaseProperty']> | null {
      return properties.find((property) => property.path() === path) ?? null;
    }
    override async count(filter: Filter, context?: ActionContext): Promise<number> {
      const counted = await finder(context).count(givenFilters(filter));
      return Math.min(counted, MOST_COUNTED);
    }
    override async find(
      filter: Filter,
      { limit = 25, offset = 0, sort }: FindOptions,
      context?: ActionContext,
    ): Promise<Record_[]> {
      // What lies beyond is found by a filter: reading up to it would cost more the further one goes.
      if (offset >= MOST_COUNTED) return [];
      const direction = sort?.direction === 'asc' ? 'asc' : 'desc';
      const rows = await finder(context).list(givenFilters(filter), {
        limit: Math.min(limit, MOST_COUNTED - offset),
        offset,
        direction,
      });
      return rows.map((row) => this.recordOf(row));
    }
    override async findOne(id: string, context?: ActionContext): Promise<Record_ | null> {
      const [record] = await this.findMany([id], context);
      return record ?? null;
    }
    override async findMany(ids: (string | number)[], context?: ActionContext): Promise<Record_[]> {
      const rows = await finder(context).many(ids.map(String));
      return rows.map((row) => this.recordOf(row));
    }
    private recordOf({ '#key': _key, ...params }: RecordRow): Record_ {
      return new BaseRecord(params, this);
    }
  }

  function finder(context?: ActionContext): FindRecords {
    const role = context?.currentAdmin?.['role'] as StaffRole | undefined;
    return new FindRecords(em, type, role !== undefined && may(role, 'personal.see'));
  }

  function givenFilters(filter: Filter): GivenFilters {
    const names = new Set(Object.keys(filter.filters));
    const given = [...names].map((name) => [name, filter.filters[name]?.value as unknown]);
    return Object.fromEntries(given.filter(([, value]) => value !== '')) as GivenFilters;
  }

  return new RecordResource(type);
}

/** How AdminJS treats a record type: it is listed and shown, by our components, and nothing else. */
export function recordOptions(type: RecordType): Record<string, unknown> {
  const allowed = ({ currentAdmin }: { currentAdmin?: { role?: StaffRole } }): boolean =>
    currentAdmin?.role !== undefined && may(currentAdmin.role, type.permission);
  const never = { isAccessible: false, isVisible: false };
  const shown = { isAccessible: allowed, isVisible: allowed, hideActionHeader: true };
  const listed = type.fields.filter((field) => field.listed).map((field) => field.name);
  return {
    id: type.name,
    navigation: false,
    listProperties: listed,
    showProperties: type.fields.map((field) => field.name),
    filterProperties: filterFields(type).map((field) => field.name),
    properties: Object.fromEntries(
      type.fields.map(({ name, kind, filter, personal }) => [
        name,
        { custom: { kind, filter: filter ?? null, personal: personal !== undefined } },
      ]),
    ),
    sort: { sortBy: keyField(type), direction: 'desc' },
    actions: {
      list: { ...shown, component: 'RecordList', showFilter: false },
      show: { ...shown, component: 'RecordPage' },
      search: never,
      new: never,
      edit: never,
      delete: never,
      bulkDelete: never,
    },
  };
}

function keyField(type: RecordType): string {
  return type.fields.find((field) => field.sql === type.key.sql)?.name ?? type.title;
}
