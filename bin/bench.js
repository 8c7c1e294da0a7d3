import { join } from 'node:path';
import { ensureBuilt } from './build.js';
import { endAs, onGoodNode, root, runChild } from './node-version.js';

if (await onGoodNode()) {
  if (!(await ensureBuilt({ quiet: true }))) process.exit(1);
  const sources = ['--import', '@swc-node/register/esm-register'];
  const args = [...sources, join(root, 'test', 'bench', 'run.ts'), ...process.argv.slice(2)];
  endAs(await runChild(process.execPath, args, { cwd: root }));
}
