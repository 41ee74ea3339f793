import { Command } from 'commander';
import { deadLettersCommand } from './dead-letters.ts';
import { executionsCommand } from './executions.ts';
import { inHouseStyle } from './house-style.ts';
import { replayCommand } from './trace.ts';

const program = () =>
  inHouseStyle(
    new Command('penstock')
      .addCommand(deadLettersCommand())
      .addCommand(executionsCommand())
      .addCommand(replayCommand()),
  );

/** What a run prints: help or an error. */
function said(...words: string[]): string {
  let text = '';
  const hear = (one: string) => {
    text += one;
  };
  const every = (command: Command): Command[] => [command, ...command.commands.flatMap(every)];
  const all = program();
  for (const command of every(all)) command.exitOverride().configureOutput({ writeOut: hear, writeErr: hear });
  expect(() => all.parse(words, { from: 'user' })).toThrow();
  return text;
}

test('a default is shown in the words that one would type, and none behind a switch', () => {
  expect(said('executions', 'search', '--help')).toMatch(/started since:[^-]*\(default:\s+24h\)/);
  expect(said('replay', '--help')).toContain('(default: now)');
  expect(said('replay', '--help')).not.toContain('default: false');
});

test('an error in a command below names the way to its options', () => {
  expect(said('executions', 'list', '--bogus')).toContain('add --help');
});

test('a kind of letters that there is not is refused with those that there are', () => {
  expect(said('dead-letters', 'list', '--kind', 'pipe', '--kind', 'banana')).toContain(
    'The kinds are parked, pipe, queue, rule.',
  );
});
