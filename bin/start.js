import { ensureBuilt } from './build.js';
import { onGoodNode, serverEnvironment, serverFlags } from './node-version.js';

// Else React takes its checking edition, which is several times as slow.
process.env.NODE_ENV ??= 'production';

if (await onGoodNode(serverFlags(), serverEnvironment)) {
  if (await ensureBuilt()) {
    const { start } = await import('../dist/src/main.js');
    await start();
  } else process.exitCode = 1;
}
