import pg from 'pg';
const orig = pg.Client.prototype.query;
const stats = new Map();
pg.Client.prototype.query = function (config, values, cb) {
  const text = typeof config === 'string' ? config : (config.name ?? config.text ?? '?');
  const begun = performance.now();
  const result = orig.apply(this, arguments);
  if (result && typeof result.then === 'function') {
    const key = text.replace(/\s+/g, ' ').slice(0, 70);
    result.then(
      () => {
        const s = stats.get(key) ?? { n: 0, ms: 0 };
        s.n++;
        s.ms += performance.now() - begun;
        stats.set(key, s);
      },
      () => {},
    );
  }
  return result;
};
process.on('exit', () => {
  for (const [k, s] of [...stats].sort((a, b) => b[1].ms - a[1].ms).slice(0, 30))
    console.error(
      `${s.ms.toFixed(0).padStart(8)} ms ${String(s.n).padStart(5)} x ${(s.ms / s.n).toFixed(2).padStart(8)}  ${k}`,
    );
});
