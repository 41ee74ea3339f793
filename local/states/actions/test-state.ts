import { NotSupportedError } from '../../errors.ts';
import type { Make } from './target.ts';

export const testState: Make = () => () => {
  throw new NotSupportedError('states:TestState');
};
