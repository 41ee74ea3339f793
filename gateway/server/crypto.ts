/**
 * Node's own cryptography, loaded when it is first used: it takes longer than all the rest of a function's start, and a request
 * for a registered operation by its hash does without.
 */
export const nodeCrypto = (): typeof import('node:crypto') => process.getBuiltinModule('node:crypto');
