/** The import boundaries of docs/decisions/0008-import-boundaries.md; `npm run boundaries` checks them. */

/** Computes from its arguments alone: time and facts come in, nothing is asked for. */
const PURE_CORE = [
  '^src/billing/proration[.]ts$',
  '^src/shared/(actor|crockford|domain-error|money)[.]ts$',
  '^src/shared/(locale|looks)/(?!.*[.]spec[.]).*[.]ts$',
  '^src/cancellations/cancellation-(end|facts|policy|reference|settlement|state)[.]ts$',
  '^src/cancellations/(policy-document|service-level)[.]ts$',
  '^src/order-support/case-(actions|masks)[.]ts$',
  '^src/shared/mask[.]ts$',
  '^src/subscriptions/next-period[.]ts$',
  '^src/notifications/mail/(?!.*[.](spec|fixture)[.])',
  '^src/notifications/mail-receipt[.]ts$',
  '^src/receipts/(receipt-(address|content|sheet)|signed-file)[.]ts$',
];

const FRAMEWORKS =
  'node_modules/(@nestjs|@mikro-orm|adminjs|bullmq|express|ioredis|kysely|nestjs-pino|nodemailer|pg|pino|pino-http)/';

/** What may stand outside every import: started by a person, by Node, by the migrator or by a browser. */
const STARTED_BY_NAME =
  '^src/main[.]ts$|^src/cli/desk[.]ts$|^migrations/|^admin/components/|^src/portal/frame/portal[.]js$';

const SPEC = '[.](spec|fixture)[.]tsx?$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'pure-core-without-frameworks',
      comment:
        'The core has to run without framework, ORM, queue or database, even through others.',
      severity: 'error',
      from: { path: PURE_CORE },
      to: { path: FRAMEWORKS, reachable: true },
    },
    {
      name: 'pure-core-without-rows-settings-or-clock',
      comment: 'Facts, parameters and the time come in as arguments.',
      severity: 'error',
      from: { path: PURE_CORE },
      to: {
        path: [
          '[.](entity|entities)[.]ts$',
          '^src/(api|cli|config|database|queue)/',
          '^src/shared/clock[.]ts$',
        ],
        reachable: true,
      },
    },
    {
      name: 'pure-core-without-node',
      comment:
        'No file, no process, no network. The reference is keyed and needs the HMAC; the locale reads its texts once, when it is loaded.',
      severity: 'error',
      from: {
        path: PURE_CORE,
        pathNot: [
          '^src/cancellations/cancellation-reference[.]ts$',
          '^src/shared/locale/locale[.]ts$',
        ],
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'reference-needs-crypto-alone',
      severity: 'error',
      from: { path: '^src/cancellations/cancellation-reference[.]ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'class-validator-for-the-policy-document-alone',
      comment: 'In the core only the policy document is validated from outside.',
      severity: 'error',
      from: { path: PURE_CORE, pathNot: '^src/cancellations/policy-document[.]ts$' },
      to: { path: 'node_modules/(class-validator|class-transformer)/' },
    },
    {
      name: 'features-through-use-cases',
      comment:
        "Another feature's controller or processor is its door: call the use case behind it. The module of the role `api` opens the doors.",
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '^src/api/api[.]module[.]ts$' },
      to: {
        path: '^src/[^/]+/.*[.](controller|processor)[.]tsx?$',
        pathNot: '^src/$1/',
      },
    },
    {
      name: 'doors-are-wired-by-modules',
      comment:
        'Inside a feature, too, only its module and its tests name a controller or processor.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['[.]module[.]ts$', SPEC] },
      to: { path: '^src/.*[.](controller|processor)[.]tsx?$' },
    },
    {
      name: 'bullmq-behind-the-queue',
      comment:
        'One switch in one place chooses the backend. Processors name the type of a job; migrate creates the tables.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/queue/', '[.]processor[.]ts$', '^src/database/migrate[.]ts$'],
      },
      to: { path: 'node_modules/(bullmq|@nestjs/bullmq)/' },
    },
    {
      name: 'redis-behind-the-queue',
      comment:
        'The limits of the API count in Redis where there is one; nothing else speaks to it.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/queue/', '^src/access/rate-limits[.]ts$'] },
      to: { path: 'node_modules/ioredis/' },
    },
    {
      name: 'processors-take-only-types-from-bullmq',
      severity: 'error',
      from: { path: '[.]processor[.]ts$', pathNot: '^src/queue/' },
      to: { path: 'node_modules/bullmq/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'console-stands-on-top',
      comment:
        'The console calls use cases; nothing of the desk calls the console. Two wire it in.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(app[.]module|api/configure-http)[.]ts$' },
      to: { path: '^admin/' },
    },
    {
      name: 'components-run-in-the-browser',
      comment: 'Of the server they know types alone, and the lists of codes.',
      severity: 'error',
      from: { path: '^admin/components/' },
      to: {
        path: '^(src|migrations|admin(?!/components))/',
        pathNot: '^src/cancellations/cancellation-facts[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-circular-dependencies',
      severity: 'error',
      from: { path: '^(src|migrations|admin)/' },
      to: { circular: true },
    },
    {
      name: 'production-without-dev-dependencies',
      comment: 'The image has none of them.',
      severity: 'error',
      from: { path: '^(src|migrations|admin|bin)/', pathNot: SPEC },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'only-packages-of-our-own',
      comment: 'What package.json does not name may be gone with the next install.',
      severity: 'error',
      from: { path: '^(src|migrations|admin|bin)/' },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown'],
        // They come with AdminJS, in its own bundle: a version of ours would be a second copy.
        pathNot: 'node_modules/(@adminjs/design-system|react-router-dom)/',
      },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: '^(src|migrations|admin)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'production-without-tests',
      severity: 'error',
      from: { path: '^(src|migrations|admin)/', pathNot: SPEC },
      to: { path: [SPEC, '^test/'] },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports it and it imports nothing.',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: [STARTED_BY_NAME, SPEC, '[.]d[.]ts$'] },
      to: {},
    },
    {
      name: 'nothing-unreached',
      comment: 'Code that no start and no command reaches.',
      severity: 'error',
      from: { path: STARTED_BY_NAME },
      to: { path: '^src/', pathNot: [STARTED_BY_NAME, SPEC, '[.]d[.]ts$'], reachable: false },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type imports count: a core that knows a framework's types knows the framework.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
