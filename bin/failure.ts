/** What a person at a terminal is told: the message and its causes; the stack only with PENSTOCK_DEBUG=1. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return `penstock: ${String(error)}`;
  if (process.env.PENSTOCK_DEBUG) return error.stack ?? error.message;
  const lines = [`penstock: ${error.message}`];
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) lines.push(`  because: ${cause.message}`);
  return lines.join('\n');
}
