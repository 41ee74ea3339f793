import { PermanentError } from '../errors.ts';

/** An operator asked a write function for what it cannot do; the message says why. */
export class OperationRefused extends PermanentError {
  override readonly name = 'OperationRefused';
}
