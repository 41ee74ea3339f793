import type { Action } from '../../cloud.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Pipe } from '../model.ts';
import { summary } from './describe-pipe.ts';

const brief = (pipe: Pipe): object => ({
  ...summary(pipe),
  Source: pipe.Source,
  Target: pipe.Target,
  ...(pipe.Enrichment && { Enrichment: pipe.Enrichment }),
  ...(pipe.StateReason && { StateReason: pipe.StateReason }),
});

/** https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_ListPipes.html */
export const listPipes =
  (lifecycle: Lifecycle): Action =>
  (input) => {
    const limit = Number(input.Limit ?? 100);
    const after = input.NextToken ? Buffer.from(String(input.NextToken), 'base64url').toString() : '';
    const found = lifecycle.store
      .all()
      .filter((pipe) => pipe.Name > after && pipe.Name.startsWith(input.NamePrefix ?? ''))
      .filter((pipe) => !input.CurrentState || pipe.CurrentState === input.CurrentState)
      .filter((pipe) => !input.DesiredState || pipe.DesiredState === input.DesiredState)
      .filter(
        (pipe) => pipe.Source.startsWith(input.SourcePrefix ?? '') && pipe.Target.startsWith(input.TargetPrefix ?? ''),
      );
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { Pipes: page.map(brief), ...(last && { NextToken: Buffer.from(last.Name).toString('base64url') }) };
  };
