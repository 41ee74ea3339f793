import { splitBundle } from './split-bundle.ts';

const BUNDLE = `"use strict";
var __toCommonJS = (mod) => mod;

// functions/first.ts
var first_exports = {};

// ../../somewhere/node_modules/vendor/index.js
// a remark of the vendor's
var vendor = {};

// functions/second.ts
var second = vendor;
`;

test('parts the libraries from what the team wrote, whatever their order', () => {
  const { libraries, own } = splitBundle(BUNDLE) ?? { libraries: '', own: '' };
  expect(libraries).toMatch(/__toCommonJS[\s\S]*a remark of the vendor's\nvar vendor/);
  expect(libraries).not.toMatch(/first_exports|second/);
  expect(own).toMatch(/first_exports[\s\S]*var second = vendor/);
  expect(libraries.length + own.length).toBe(BUNDLE.length);
});

test('leaves alone what is no bundle of esbuild’s', () => {
  expect(splitBundle('exports.handler = async () => 1;')).toBeUndefined();
  expect(splitBundle('// functions/first.ts\nexports.handler = async () => 1;')).toBeUndefined();
});
