import { ensureBuilt } from './build.js';
import { onGoodNode } from './node-version.js';

if (await onGoodNode()) {
  if (await ensureBuilt()) await import('../dist/src/main.js');
  else process.exitCode = 1;
}
