/**
 * Who may import whom. Imports point down only:
 * routes → features → ui, documents, store → domain; i18n beside them.
 * `ONEWINDOW_ROOT` moves the rules onto a fixture, so that a test can prove that they bite.
 */
const root = process.env.ONEWINDOW_ROOT ?? '';
const src = `^${root}src/`;
const lib = `${src}lib/`;

/** A layer and the layers it may see beside itself. */
const layers = {
  routes: { at: `${src}routes/`, sees: ['features', 'ui', 'documents', 'store', 'i18n', 'domain'] },
  features: { at: `${lib}features/`, sees: ['ui', 'documents', 'store', 'i18n', 'domain'] },
  ui: { at: `${lib}ui/`, sees: ['i18n', 'domain'] },
  documents: { at: `${lib}documents/`, sees: ['domain'] },
  store: { at: `${lib}store/`, sees: ['domain'] },
  i18n: { at: `${lib}i18n/`, sees: ['domain'] },
  domain: { at: `${lib}domain/`, sees: [] },
};

const downOnly = Object.entries(layers).map(([name, { at, sees }]) => ({
  name: `${name}-down-only`,
  severity: 'error',
  comment: `${name} may import ${sees.join(', ') || 'nothing'} of the app beside itself: imports point down only.`,
  from: { path: at },
  to: { path: `${src}|^${root}sync-server/`, pathNot: [at, ...sees.map((layer) => layers[layer].at)] },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Modules that import each other cannot be read, tested or loaded one by one.',
      from: {},
      to: { circular: true },
    },
    ...downOnly,
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      comment: 'The rules run in the relay, the browser and the tests: no package, no Node, no browser module.',
      from: { path: layers.domain.at },
      to: { pathNot: layers.domain.at },
    },
    {
      name: 'domain-folders-by-index',
      severity: 'error',
      comment: 'A folder of the domain shows the others its index.ts and nothing else.',
      from: { path: `${lib}domain/([^/]+)/` },
      to: { path: `${lib}domain/[^/]+/`, pathNot: [`${lib}domain/$1/`, `${lib}domain/[^/]+/index\\.ts$`] },
    },
    {
      name: 'relay-sees-domain-only',
      severity: 'error',
      comment: 'The relay shares the rules with the app and nothing else, by the one entrance.',
      from: { path: `^${root}sync-server/` },
      to: { path: src, pathNot: `${lib}domain/index\\.ts$` },
    },
    {
      name: 'yjs-in-store-only',
      severity: 'error',
      comment: 'Only the store touches Yjs.',
      from: { path: src, pathNot: layers.store.at },
      to: { path: '(^|/)(yjs|y-websocket|y-indexeddb|y-protocols|lib0)(/|$)' },
    },
    {
      name: 'app-never-imports-tests',
      severity: 'error',
      from: { path: `${src}|^${root}sync-server/` },
      to: { path: '(^|/)tests/', pathNot: `^${root || 'src/'}` },
    },
    {
      name: 'unresolvable',
      severity: 'error',
      comment:
        'An import that is not found hides every rule about it. `$app`, `$env` and `$service-worker` are the kit’s.',
      from: { path: `${src}|^${root}sync-server/` },
      to: {
        couldNotResolve: true,
        pathNot: '^(\\$app/|\\$env/|\\$service-worker|virtual:|\\./\\$types)|\\?(url|raw|inline)$',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.svelte-kit/|^build/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.svelte', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
