#!/usr/bin/env node
import { ensureBuilt } from './build.js';
import { onGoodNode } from './node-version.js';

if (await onGoodNode()) {
  if (await ensureBuilt({ quiet: true })) {
    const { run } = await import('../dist/src/cli/desk.js');
    process.exitCode = await run(process.argv.slice(2));
  } else {
    process.exitCode = 1;
  }
}
