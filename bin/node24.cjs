#!/usr/bin/env node
'use strict';
// Runs a script on Node >= 24. This file itself runs on any Node, so that an old one gets a message, not a syntax error.
// Order: the host's Node if it is new enough, else the one that npm installed beside us (an optional dependency).
const path = require('node:path');
const NEEDED = 24;

const hostMajor = Number((/node\/v(\d+)/.exec(process.env.npm_config_user_agent || '') || [])[1] || 0);
const ownMajor = Number(process.versions.node.split('.')[0]);

// Compiled once and kept: without it, half of the time of every start goes into stripping types. Processes that are started inherit it.
if (!process.env.NODE_COMPILE_CACHE)
  process.env.NODE_COMPILE_CACHE = path.join(__dirname, '..', 'node_modules', '.cache', 'penstock');

// glibc gives each thread a heap of its own and keeps what they free: with a thread a sandbox, memory grew by a fifth for nothing.
if (!process.env.MALLOC_ARENA_MAX) process.env.MALLOC_ARENA_MAX = '2';

module.exports = function run(script, args) {
  const host = process.env.npm_node_execpath;
  if (hostMajor >= NEEDED && host && host !== process.execPath) return hand(host, script, args);
  if (ownMajor >= NEEDED) return load(script, args);
  const installed = path.join(__dirname, '..', 'node_modules', '.bin', 'node');
  if (require('node:fs').existsSync(installed)) return hand(installed, script, args);
  console.error(
    `Penstock needs Node ${NEEDED} or newer; this is ${process.version}, and no Node ${NEEDED} was installed with it ` +
      `(there is none for ${process.platform}-${process.arch}, or optional dependencies were left out).\n` +
      `Install Node ${NEEDED} from https://nodejs.org, then run the command again.`,
  );
  process.exit(1);
};

const KEEP_AFTER_MS = 3000;

const QUIET = '--disable-warning=ExperimentalWarning';

/** Replaces this process where Node can, so that signals and exit codes need no forwarding. */
function hand(node, script, args) {
  const argv = [QUIET, script].concat(args);
  if (process.execve) process.execve(node, [node].concat(argv), process.env);
  const child = require('node:child_process').spawn(node, argv, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal) process.removeAllListeners(signal);
    if (signal) process.kill(process.pid, signal);
    else process.exit(code === null ? 1 : code);
  });
}

function load(script, args) {
  const { enableCompileCache, flushCompileCache } = require('node:module');
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
  setTimeout(flushCompileCache, KEEP_AFTER_MS).unref(); // Node itself keeps it at the end only, which SIGKILL forgoes
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    if (String(rest[0]?.type ?? rest[0]) !== 'ExperimentalWarning') emit.call(process, warning, ...rest);
  };
  process.argv = [process.argv[0], script].concat(args);
  import(require('node:url').pathToFileURL(script).href).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

if (require.main === module) {
  const [script, ...args] = process.argv.slice(2);
  if (!script) {
    console.error('usage: node bin/node24.cjs SCRIPT [ARGUMENT ...]');
    process.exit(2);
  }
  module.exports(path.resolve(script), args);
}
