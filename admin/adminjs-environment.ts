import { fileURLToPath } from 'node:url';

/** Tests run the sources, everything else what was built from them: both find the one bundle. */
const built = import.meta.url.endsWith('.js');

/** Where `npm run build` puts the bundle of the console's components, and the server finds it. */
export const bundleFolder = fileURLToPath(
  new URL(built ? '../console/' : '../dist/console/', import.meta.url),
);

/**
 * AdminJS reads these once, while it is imported: in production it serves the bundle that was built
 * ahead instead of making one at the start. The folder of its own choice begins with a dot, which
 * Express 5 does not serve. So `adminjs` is imported through here alone.
 */
export async function importAdminJs(
  folder: string = bundleFolder,
): Promise<typeof import('adminjs')> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  process.env['ADMIN_JS_TMP_DIR'] = folder;
  process.env['ADMIN_JS_SKIP_BUNDLE'] = 'true';
  try {
    return await import('adminjs');
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}
