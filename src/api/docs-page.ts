import type { OpenAPIObject } from '@nestjs/swagger';
import { palettes, type Palette } from '../shared/looks/tokens.js';

type Schema = { [key: string]: unknown };
type Operation = {
  summary?: string;
  parameters?: {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema?: Schema;
  }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<
    string,
    { description?: string; content?: Record<string, { schema?: Schema }> }
  >;
};

const methods = ['get', 'post', 'patch', 'put', 'delete'] as const;

/** The OpenAPI document as a page to read: made here, without script or anything from elsewhere. */
export function docsPage(document: OpenAPIObject, problems: Iterable<[string, string]>): string {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = (item as Record<string, unknown>)[method] as Operation | undefined;
      return operation ? [operationSection(method, path, operation)] : [];
    }),
  );
  // Of the many forms of OpenAPI ours are of one: an object with properties.
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) =>
    schemaSection(name, schema as unknown as Schema),
  );
  const codes = [...problems].map(
    ([code, detail]) =>
      `<dt id="problem-${escape(code)}"><code>${escape(code)}</code></dt><dd>${escape(detail)}</dd>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(document.info.title)}: API</title><link rel="stylesheet" href="/docs/style.css"></head>
<body><main><h1>${escape(document.info.title)}: API</h1>
${paragraphs(document.info.description ?? '')}
<p>Machine-readable: <a href="/openapi.json">OpenAPI ${escape(document.openapi)}</a></p>
<h2>Calls</h2>${operations.join('\n')}
<h2>Problem codes</h2><dl>${codes.join('')}</dl>
<h2>Schemas</h2>${schemas.join('\n')}</main></body></html>`;
}

/** The page's own style sheet, light and dark. */
export function docsStyle(): string {
  const colours = ({ canvas, surface, text, mutedText, border, link }: Palette): string =>
    `:root{--canvas:${canvas};--surface:${surface};--text:${text};--muted:${mutedText};--border:${border};--link:${link}}`;
  return `${colours(palettes.light)}
@media (prefers-color-scheme:dark){${colours(palettes.dark)}}
body{margin:0;background:var(--canvas);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem}
a{color:var(--link)}
section{background:var(--surface);border:1px solid var(--border);border-radius:.5rem;padding:1rem;margin:1rem 0;overflow-x:auto}
h3{margin:0 0 .5rem;font-size:1.05rem;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .75rem .3rem 0;border-top:1px solid var(--border)}
code{font-family:ui-monospace,monospace}
dd{margin:0 0 .75rem 1.5rem;color:var(--muted)}`;
}

function operationSection(method: string, path: string, operation: Operation): string {
  const inputs = (operation.parameters ?? []).map((input) => [
    `<code>${escape(input.name)}</code>`,
    `${escape(input.in)}${input.required ? ', required' : ''}`,
    `${typeText(input.schema)} ${escape(input.description ?? '')}`,
  ]);
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  if (body) inputs.push(['body', 'JSON', typeText(body)]);
  const answers = Object.entries(operation.responses ?? {}).map(([status, answer]) => [
    `<code>${escape(status)}</code>`,
    escape(answer.description ?? ''),
    typeText(Object.values(answer.content ?? {})[0]?.schema),
  ]);
  return `<section><h3><code>${method.toUpperCase()} ${escape(path)}</code></h3>
<p>${escape(operation.summary ?? '')}</p>${table('Takes', inputs)}${table('Answers', answers)}</section>`;
}

function schemaSection(name: string, schema: Schema): string {
  const required = new Set((schema.required as string[] | undefined) ?? []);
  const rows = Object.entries((schema.properties ?? {}) as Record<string, Schema>).map(
    ([key, property]) => [
      `<code>${escape(key)}</code>`,
      `${typeText(property)}${required.has(key) ? '' : ', optional'}`,
      escape(String(property.description ?? '')),
    ],
  );
  return `<section id="schema-${escape(name)}"><h3>${escape(name)}</h3>${table('Fields', rows)}</section>`;
}

function table(caption: string, rows: readonly string[][]): string {
  if (rows.length === 0) return '';
  const lines = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<table><thead><tr><th colspan="3">${caption}</th></tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

/** A schema in a few words, named ones as a link. */
function typeText(schema: Schema | undefined): string {
  if (!schema) return '';
  if (typeof schema.$ref === 'string') {
    const name = escape(schema.$ref.split('/').at(-1) ?? '');
    return `<a href="#schema-${name}">${name}</a>`;
  }
  const several = (schema.allOf ?? schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (several) return several.map(typeText).join(' or ');
  if (Array.isArray(schema.enum))
    return schema.enum.map((v) => `<code>${escape(String(v))}</code>`).join(' ');
  if (schema.type === 'array') return `list of ${typeText(schema.items as Schema | undefined)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : String(schema.type ?? '');
  return escape(schema.format === undefined ? type : `${type} (${String(schema.format)})`);
}

function paragraphs(text: string): string {
  const marked = (part: string): string => escape(part).replace(/`([^`]+)`/g, '<code>$1</code>');
  return text
    .split('\n\n')
    .map((part) => `<p>${marked(part)}</p>`)
    .join('');
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (symbol) => entities[symbol] ?? symbol);
}
