import { join } from 'node:path';
import { findChromium } from './chromium.js';
import { endAs, onGoodNode, root, runChild } from './node-version.js';

if (await onGoodNode()) {
  const chromium = findChromium();
  if (chromium === undefined) {
    process.stderr.write('No Chromium found: apt-get install chromium, or set CHROMIUM_PATH.\n');
    process.exit(1);
  }
  const sources = ['--import', '@swc-node/register/esm-register'];
  const program = join(root, 'test', 'screenshots', 'run.ts');
  const env = { ...process.env, TEST_CHROMIUM: chromium };
  endAs(await runChild(process.execPath, [...sources, program], { cwd: root, env }));
}
