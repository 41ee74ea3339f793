/** What a person at a terminal is told: the message, its causes and what to do; the stack only with PENSTOCK_DEBUG=1. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return `penstock: ${String(error)}`;
  if (process.env.PENSTOCK_DEBUG) return error.stack ?? error.message;
  const lines = [`penstock: ${error.message}`];
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) lines.push(`  because: ${cause.message}`);
  const next = wayOut(error);
  if (next) lines.push(`  ${next}`);
  return lines.join('\n');
}

/** The errors of sockets and of the SDK's credentials tell what happened, and not what to do. */
function wayOut(error: Error): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED')
    return 'nothing listens there: start it (penstock local), or name another place with --endpoint or --profile';
  if (code === 'ENOTFOUND') return 'there is no such host: look at --endpoint and --region, and at the network';
  if (error.name === 'CredentialsProviderError')
    return 'name a profile of ~/.aws/config with --profile, or the local runtime with --endpoint http://127.0.0.1:4566';
  if (/^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient)/.test(error.name))
    return 'AWS does not know these credentials (any more): sign in again, or name another --profile';
  return undefined;
}
