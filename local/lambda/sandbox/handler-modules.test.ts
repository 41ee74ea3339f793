import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HandlerModules } from './handler-modules.ts';

const BUNDLE = `"use strict";
var __toCommonJS = (mod) => mod;

// functions/handler.ts
module.exports = {
  calls: () => [++own, ++library, librarysEnvironment(), process.env.NAME],
};
var own = 0;

// node_modules/vendor/index.js
var library = 0;
var librarysEnvironment = () => process.env.NAME;
`;

const folder = mkdtempSync(join(tmpdir(), 'penstock-modules-'));
const file = join(folder, 'index.js');
writeFileSync(file, BUNDLE);
afterAll(() => rmSync(folder, { recursive: true }));

const sandbox = (modules: HandlerModules, NAME: string) => {
  const { calls } = modules.load(file, false, { process: { env: { NAME } }, console, performance }) as {
    calls(): unknown[];
  };
  return calls;
};

test('each sandbox has what the team wrote to itself, and shares the libraries', () => {
  const modules = new HandlerModules();
  const first = sandbox(modules, 'a');
  expect(first()).toEqual([1, 1, 'a', 'a']);
  const second = sandbox(modules, 'b');
  expect(second()).toEqual([1, 2, 'b', 'b']);
  expect(first()).toEqual([2, 3, 'b', 'a']);
});

test('what does not share loads all anew', () => {
  expect(sandbox(new HandlerModules(), 'a')()).toEqual([1, 1, 'a', 'a']);
  expect(sandbox(new HandlerModules(), 'a')()).toEqual([1, 1, 'a', 'a']);
});

test('what was compiled is used again', () => {
  const compiled = new Map();
  const transform = jest.fn((source: string) => source);
  for (const name of ['a', 'b'])
    expect(sandbox(new HandlerModules({ compiled, transform }), name)()).toEqual([1, 1, name, name]);
  expect(transform).toHaveBeenCalledTimes(1);
});
