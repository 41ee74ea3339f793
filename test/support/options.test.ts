import { optionsAndNames, optionsOf, wholeNumber } from './options.ts';

const HELP = 'how to use it';
const argv = process.argv;
let said: string[] = [];

beforeEach(() => {
  said = [];
  jest.spyOn(console, 'log').mockImplementation((text) => void said.push(`out ${text}`));
  jest.spyOn(console, 'error').mockImplementation((text) => void said.push(`err ${text}`));
  jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
});

afterEach(() => {
  process.argv = argv;
  jest.restoreAllMocks();
});

const given = (...words: string[]) => {
  process.argv = ['node', 'run.ts', ...words];
};
const read = () => optionsOf(HELP, { seed: { type: 'string', default: '7' } });

test('options are read, or have their defaults', () => {
  given('--seed', '3');
  expect(read().seed).toBe('3');
  given();
  expect(read().seed).toBe('7');
});

test.each(['--help', '-h'])('%s prints the help and ends well', (word) => {
  given(word);
  expect(read).toThrow('exit 0');
  expect(said).toEqual([`out ${HELP}`]);
});

test.each([['--sead'], ['--seed'], ['twelve']])('%s is refused with the help, not with a stack', (word) => {
  given(word);
  expect(read).toThrow('exit 2');
  expect(said).toEqual([expect.stringMatching(new RegExp(`^err .*${word}.*how to use it$`, 's'))]);
});

test('names are taken where a script takes them', () => {
  given('flow', '--seed', '3');
  expect(optionsAndNames(HELP, { seed: { type: 'string' } })).toMatchObject({ values: { seed: '3' }, names: ['flow'] });
});

test.each(['x', '', '-1', '1.5'])('%p is no whole number', (text) => {
  expect(() => wholeNumber('seed', text)).toThrow('exit 2');
});
