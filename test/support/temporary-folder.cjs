'use strict';
// What tests leave in the temporary folder, killed processes and synthesised stacks above all, goes when they end.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

module.exports = async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-tests-'));
  process.env.TMPDIR = folder;
  globalThis.temporaryFolder = folder;
};

module.exports.tearDown = async () =>
  rmSync(globalThis.temporaryFolder, { recursive: true, force: true, maxRetries: 5 });
