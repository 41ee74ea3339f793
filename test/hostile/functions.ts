/** A function that misbehaves, and what its caller is told: an error, or the answer of one that does no harm. */
export interface HostileFunction {
  readonly what: string;
  readonly code: string;
  /** Of the error; `undefined` if it ends well. */
  readonly errorType?: string;
  /** A part of the error's message, or of the payload. */
  readonly says: string;
  /** In seconds, where it matters. */
  readonly timeout?: number;
}

const handler = (body: string): string => `exports.handler = async () => { ${body} };`;

const killed = (signal: string) => ({
  errorType: 'Runtime.ExitError',
  says: `Runtime exited with error: signal: ${signal}`,
});
const OUT_OF_MEMORY = { errorType: 'Runtime.OutOfMemory', says: 'signal: killed' } as const;
const TIMED_OUT = { errorType: 'Sandbox.Timedout', says: 'Task timed out after 1.00 seconds', timeout: 1 } as const;

export const HOSTILE_FUNCTIONS: readonly HostileFunction[] = [
  { what: 'spins', code: handler('for (;;);'), ...TIMED_OUT },
  {
    what: 'grows in one call that nothing interrupts',
    code: handler('new Array(2 ** 32 - 1).fill(0)'),
    ...OUT_OF_MEMORY,
  },
  {
    what: 'eats memory outside the heap',
    code: handler('const all = []; for (;;) all.push(Buffer.alloc(1e7, 1));'),
    ...OUT_OF_MEMORY,
  },
  {
    what: 'eats memory in threads of its own',
    code: handler(`const { Worker } = require("node:worker_threads");
      for (let n = 0; n < 4; n++) new Worker("const all = []; for (;;) all.push(Buffer.alloc(1e6, 1))", { eval: true }).on("error", () => {});
      await new Promise(() => {});`),
    ...OUT_OF_MEMORY,
  },
  {
    what: 'leaves threads of its own spinning',
    code: handler(`const { Worker } = require("node:worker_threads");
      for (let n = 0; n < 2; n++) new Worker("for (;;);", { eval: true });
      await new Promise(() => {});`),
    ...TIMED_OUT,
  },
  {
    what: 'leaves processes of its own behind',
    code: handler(`const { spawn } = require("node:child_process");
      spawn("sleep", ["4321"], { stdio: "inherit" }); spawn("sleep", ["4321"], { stdio: "ignore", detached: true });
      process.exit(7);`),
    errorType: 'Runtime.ExitError',
    says: 'exit status 7',
  },
  { what: 'kills itself', code: handler('process.kill(process.pid, "SIGKILL"); for (;;);'), ...killed('killed') },
  { what: 'terminates itself', code: handler('process.kill(process.pid); for (;;);'), ...killed('terminated') },
  { what: 'aborts', code: handler('process.abort()'), ...killed('aborted') },
  {
    what: 'crashes as native code does',
    code: handler('process.kill(process.pid, "SIGSEGV"); for (;;);'),
    ...killed('segmentation fault'),
  },
  { what: 'exits', code: handler('process.exit(3)'), errorType: 'Runtime.ExitError', says: 'exit status 3' },
  {
    what: 'exits as if all were well',
    code: handler('process.exit(0)'),
    errorType: 'Runtime.ExitError',
    says: 'Runtime exited without providing a reason',
  },
  { what: 'exits as it loads', code: 'process.exit(1)', errorType: 'Runtime.ExitError', says: 'exit status 1' },
  {
    what: 'closes every file that it can',
    code: handler('for (let fd = 0; fd < 64; fd++) try { require("node:fs").closeSync(fd) } catch {} return 1;'),
    errorType: 'Runtime.ExitError',
    says: 'Runtime exited',
  },
  {
    what: 'writes nonsense wherever it can',
    code: handler(`const text = "nonsense ".repeat(100);
      for (let fd = 1; fd < 64; fd++) try { require("node:fs").writeSync(fd, text) } catch {} for (;;);`),
    errorType: 'Runtime.ExitError',
    says: 'Runtime exited',
  },
  { what: 'changes its folder', code: handler('process.chdir("/"); return process.cwd();'), says: '"/"' },
  {
    what: 'leaves files open',
    code: handler('for (let n = 0; n < 900; n++) require("node:fs").openSync(__filename); return "open";'),
    says: 'open',
  },
  {
    what: 'logs 90 MB and ends well',
    code: handler('for (let n = 0; n < 900; n++) console.log("x".repeat(1e5)); return "logged";'),
    says: 'logged',
    timeout: 20,
  },
  {
    what: 'logs more lines than are kept and ends well',
    code: handler('for (let n = 0; n < 2e5; n++) console.log(n); return "logged";'),
    says: 'logged',
    timeout: 60,
  },
  { what: 'logs without end', code: handler('for (;;) console.log("and on");'), ...TIMED_OUT },
  {
    what: 'writes a line without end',
    code: handler('for (;;) require("node:fs").writeSync(1, "and on ".repeat(1000));'),
    ...TIMED_OUT,
  },
  {
    what: 'answers with too much',
    code: handler('return "x".repeat(1e7);'),
    errorType: 'Function.ResponseSizeTooLarge',
    says: 'exceeded maximum allowed payload size',
    timeout: 20,
  },
  {
    what: 'fails with too much',
    code: handler('throw new Error("x".repeat(1e7));'),
    errorType: 'Function.ResponseSizeTooLarge',
    says: 'exceeded maximum allowed payload size',
    timeout: 20,
  },
];
