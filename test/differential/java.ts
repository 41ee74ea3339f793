import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const here = join(import.meta.dirname, 'java');
const libraries = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'penstock-oracles');

/** What is missing to run the oracles that are written in Java; undefined if nothing is. */
export function missingJava(): string | undefined {
  for (const command of ['java', 'mvn'])
    if (spawnSync(command, ['-version'], { stdio: 'ignore', env: process.env }).error)
      return `${command} is not installed: this oracle needs a JDK 17 and Maven`;
  return undefined;
}

/** Fetches the libraries once, with Maven. */
function install(): void {
  if (existsSync(join(libraries, 'done'))) return;
  mkdirSync(libraries, { recursive: true });
  execFileSync(
    'mvn',
    ['-q', '-B', '-f', join(here, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${libraries}`],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  mkdirSync(join(libraries, 'done'));
}

/** Asks the oracle program many questions at a time, and has the answers in their order. */
export class JavaOracle {
  readonly #child: ChildProcess;
  readonly #waiting: ((line: string) => void)[] = [];

  constructor() {
    install();
    this.#child = spawn('java', ['-cp', join(libraries, '*'), join(here, 'Oracle.java')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { stdout } = this.#child;
    if (stdout) createInterface({ input: stdout }).on('line', (line) => this.#waiting.shift()?.(line));
  }

  ask(questions: readonly object[]): Promise<{ value?: unknown; refused?: string }[]> {
    const answers = questions.map(() => new Promise<string>((resolve) => this.#waiting.push(resolve)));
    this.#child.stdin?.write(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
    return Promise.all(answers.map(async (line) => JSON.parse(await line)));
  }

  stop(): void {
    this.#child.stdin?.end();
  }
}

/** AWS's own DynamoDB Local, in memory, on a free port. */
export async function startDynamoDbLocal(): Promise<{ port: number; child: ChildProcess }> {
  install();
  const port = await freePort();
  const main = 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner';
  const options = [
    `-Djava.library.path=${libraries}`,
    '-cp',
    join(libraries, '*'),
    main,
    '-inMemory',
    '-port',
    `${port}`,
  ];
  // It leaves a file where it runs.
  const child = spawn('java', options, { stdio: 'ignore', cwd: libraries });
  for (;;) {
    const up = await fetch(`http://127.0.0.1:${port}`).then(
      () => true,
      () => child.exitCode !== null,
    );
    if (up) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (child.exitCode !== null) throw new Error(`DynamoDB Local ended with ${child.exitCode}`);
  return { port, child };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
