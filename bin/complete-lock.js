import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes into package-lock.json the optional packages of other platforms that a registry mirror does
 * not hold. npm leaves them out when it cannot read them, and `npm ci` then refuses the lock as out
 * of step. They are installed on their own platform alone. Run after every change of a dependency.
 */

const systems = ['darwin', 'linux', 'win32', 'freebsd', 'android', 'openharmony'];
const processors = [
  ['arm64', 'arm64'],
  ['x64', 'x64'],
  ['ia32', 'ia32'],
  ['ppc64', 'ppc64'],
  ['s390x', 's390x'],
  ['riscv64', 'riscv64'],
  ['loong64', 'loong64'],
  ['arm', 'arm'],
];

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const added = [];
for (const [place, holder] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(holder.optionalDependencies ?? {})) {
    if (isLocked(place, name)) continue;
    const parts = name.split(/[-/]/);
    const os = systems.find((system) => parts.includes(system));
    const cpu = processors.find(([part]) => parts.some((own) => own.startsWith(part)))?.[1];
    if (os === undefined || cpu === undefined) {
      throw new Error(`${name} is missing in the lock and names no platform: check it by hand.`);
    }
    lock.packages[`node_modules/${name}`] = {
      version: version.replace(/^[\^~]/, ''),
      cpu: [cpu],
      ...(holder.dev ? { dev: true } : {}),
      license: holder.license,
      optional: true,
      os: [os],
    };
    added.push(name);
  }
}
const [root, ...rest] = Object.entries(lock.packages);
rest.sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries([root, ...rest]);
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
process.stderr.write(`${added.length} packages of other platforms added\n`);

/** Whether the lock holds the package where its holder would find it. */
function isLocked(place, name) {
  const folders = place.split('/node_modules/');
  for (let depth = folders.length; depth > 0; depth -= 1) {
    const base = folders.slice(0, depth).join('/node_modules/');
    if (lock.packages[`${base === '' ? '' : `${base}/`}node_modules/${name}`]) return true;
  }
  return lock.packages[`node_modules/${name}`] !== undefined;
}
