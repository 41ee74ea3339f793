import { DescribePipeCommand } from '@aws-sdk/client-pipes';
import type { Clients } from './clients.ts';
import { allowed, awsErrorName } from './errors.ts';

/** How a pipe stands: RUNNING, STOPPED, START_FAILED …, and why; GONE if there is no such pipe. */
export interface PipeState {
  readonly state: string;
  readonly reason?: string;
  /** ARNs of what it reads, of the function in between if there is one, and of what it starts. */
  readonly source?: string;
  readonly enrichment?: string;
  readonly target?: string;
}

export async function pipeState({ pipes }: Clients, Name: string): Promise<PipeState> {
  try {
    const pipe = await allowed('pipes:DescribePipe', () => pipes.send(new DescribePipeCommand({ Name })));
    return {
      state: pipe.CurrentState ?? 'UNKNOWN',
      ...(pipe.StateReason && { reason: pipe.StateReason }),
      ...(pipe.Source && { source: pipe.Source }),
      ...(pipe.Enrichment && { enrichment: pipe.Enrichment }),
      ...(pipe.Target && { target: pipe.Target }),
    };
  } catch (error) {
    if (awsErrorName(error) !== 'NotFoundException') throw error;
    return { state: 'GONE' };
  }
}
