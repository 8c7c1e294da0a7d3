#!/usr/bin/env node
import { ensureBuilt } from './build.js';
import { onGoodNode } from './node-version.js';

// Else React takes its checking edition, which is several times as slow.
process.env.NODE_ENV ??= 'production';

if (await onGoodNode()) {
  if (await ensureBuilt({ quiet: true })) {
    const { run } = await import('../dist/src/cli/desk.js');
    process.exitCode = await run(process.argv.slice(2));
  } else {
    process.exitCode = 1;
  }
}
