import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ImportKind } from './columns.js';
import { csvDelimiter, ImportFileError, type ImportRecord, readRecords } from './read-records.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-import-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function collect(records: AsyncIterable<ImportRecord>): Promise<ImportRecord[]> {
  const all: ImportRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

async function read(
  name: string,
  content: string | Uint8Array,
  kind: ImportKind = 'accounts',
): Promise<ImportRecord[]> {
  const file = join(folder, name);
  await writeFile(file, content);
  return collect(readRecords(kind, file));
}

const header = 'externalId,name,email,country';

describe('CSV', () => {
  test.each([
    ['comma and LF', `${header}\nA,Anna,a@x.example,PL\n`],
    ['semicolon and CRLF', `${header.replaceAll(',', ';')}\r\nA;Anna;a@x.example;PL\r\n`],
    ['a byte order mark', `\uFEFF${header}\nA,Anna,a@x.example,PL`],
    ['snake_case', 'external_id,name,email,country\nA,Anna,a@x.example,PL'],
    ['headers of a spreadsheet', 'External Id,Name,Email,Country\nA,Anna,a@x.example,PL'],
  ])('reads %s', async (_what, content) => {
    expect(await read('a.csv', content)).toEqual([
      { line: 2, cells: { externalId: 'A', name: 'Anna', email: 'a@x.example', country: 'PL' } },
    ]);
  });

  test('counts the lines of the file, empty ones and broken cells included', async () => {
    const records = await read(
      'a.csv',
      `${header}\n\nA,"An\nna",a@x.example,PL\nB,b\nC,C,c@x.example,PL`,
    );
    expect(records.map(({ line }) => line)).toEqual([3, 5, 6]);
    expect(records[1]?.error).toMatchObject({ line: 5, code: 'wrong_cell_count' });
  });

  test('keeps a separator inside quotes', () => {
    expect(csvDelimiter('"a;b;c",d\n')).toBe(',');
    expect(csvDelimiter('a;b,c;d')).toBe(';');
  });
});

describe('NDJSON', () => {
  test('reads objects, and reports what is none of them', async () => {
    const records = await read(
      'a.ndjson',
      '{"external_id":"A"}\r\n\n{oops\n[1]\n"text"\n{"externalId":"B","colour":"red"}\n{"externalId":"C\u2028"}',
    );
    expect(records.map((record) => record.error?.code ?? record.cells)).toEqual([
      { externalId: 'A' },
      'malformed',
      'malformed',
      'malformed',
      'unknown_key',
      { externalId: 'C\u2028' },
    ]);
    expect(records.map(({ line }) => line)).toEqual([1, 3, 4, 5, 6, 7]);
  });

  test('is known by its first character when the name says nothing', async () => {
    expect(await read('export', '{"externalId":"A"}')).toHaveLength(1);
  });
});

describe('a file is refused as a whole', () => {
  test.each([
    ['empty', 'a.csv', '', 'is empty'],
    ['without a column', 'a.csv', 'externalId,name\nA,Anna', 'has no column email, country'],
    ['with an unknown column', 'a.csv', `${header},colour\n`, 'unknown column colour'],
    ['with a column twice', 'a.csv', `${header},external_id\n`, 'twice'],
    ['with an open quote', 'a.csv', `${header}\nA,"Anna\n`, 'is not CSV'],
    ['that is a JSON array', 'a.json', '[{}]', 'one JSON array'],
    ['that is not UTF-8', 'a.csv', Buffer.from([0x61, 0xff, 0xfe]), 'is not UTF-8'],
    ['cut inside a character', 'a.csv', Buffer.from([0x61, 0xc5]), 'is not UTF-8'],
  ])('%s', async (_what, name, content, message) => {
    const reading = read(name, content);
    await expect(reading).rejects.toThrow(ImportFileError);
    await expect(reading).rejects.toThrow(message);
  });

  test('that is not there, or a folder', async () => {
    const none = collect(readRecords('accounts', join(folder, 'none.csv')));
    await expect(none).rejects.toThrow('cannot be read (ENOENT)');
    await expect(collect(readRecords('accounts', folder))).rejects.toThrow('is a folder');
  });
});
