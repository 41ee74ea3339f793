/** Node runs the sources as ES modules; jest runs them, and the packages that ship ES modules alone, as CommonJS through swc. */
const esmOnly = [
  '@urql/core',
  'wonka',
  '@apollo/client',
  'rxjs',
  'jose',
  'openapi-fetch',
  'openapi-typescript-helpers',
  'commander',
  'cockatiel',
  'fast-check',
  'pure-rand',
];

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>'],
  globalSetup: '<rootDir>/test/support/temporary-folder.cjs',
  globalTeardown: '<rootDir>/test/support/temporary-folder-end.cjs',
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.penstock', '<rootDir>/bench/peers', '/dist/'],
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  testTimeout: 30_000,
};
