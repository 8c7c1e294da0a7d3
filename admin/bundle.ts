import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFolder, importAdminJs } from './adminjs-environment.js';
import { components, replaced } from './component-list.js';

/** Where the components' sources lie, seen from where this file is built to. */
const sources = fileURLToPath(new URL('../../admin/components/', import.meta.url));

/**
 * Bundles the console's components for the browser, once, when the desk is built. What AdminJS says
 * meanwhile goes to standard error.
 */
export async function bundleConsole(): Promise<void> {
  const { default: AdminJS, ComponentLoader } = await importAdminJs();
  const loader = new ComponentLoader();
  for (const [name, path] of Object.entries(components)) loader.add(name, join(sources, path));
  for (const [name, path] of Object.entries(replaced)) loader.override(name, join(sources, path));
  process.env['NODE_ENV'] = 'production';
  process.env['ADMIN_JS_SKIP_BUNDLE'] = 'false';
  console.log = console.error;
  await new AdminJS({ componentLoader: loader }).initialize();
}

await bundleConsole();
process.stderr.write(`The console's components are bundled in ${bundleFolder}\n`);
