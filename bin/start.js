import { ensureBuilt } from './build.js';
import { onGoodNode, serverFlags } from './node-version.js';

if (await onGoodNode(serverFlags)) {
  if (await ensureBuilt()) {
    const { start } = await import('../dist/src/main.js');
    await start();
  } else process.exitCode = 1;
}
