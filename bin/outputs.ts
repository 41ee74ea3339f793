import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { clientSettings } from './client-settings.ts';

/** The stack's outputs by name; that is how anything outside the stack learns the names of its tables, queues and machines. */
export class StackOutputs {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /** The output whose name contains `part` (CDK puts the construct path before it and a hash behind). */
  get(part: string): string {
    const found = [...this.#values].filter(([name]) => name.includes(part));
    if (found.length === 1 && found[0]) return found[0][1];
    throw new Error(`the stack has ${found.length} outputs like ${part}: ${[...this.#values.keys()].join(', ')}`);
  }
}

export async function stackOutputs(endpoint: string, stack = 'Penstock'): Promise<StackOutputs> {
  const client = new CloudFormationClient(clientSettings(endpoint));
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = Stacks[0]?.Outputs ?? [];
    return new StackOutputs(new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])));
  } finally {
    client.destroy();
  }
}
