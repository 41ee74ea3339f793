import { Cloud } from '../../local/cloud.ts';
import { SimulatedClock } from '../../local/simulated-clock.ts';
import { createStatesService } from '../../local/states/service.ts';
import { Store } from '../../local/store.ts';

/** What a machine's definition refers to. */
export const PARTS = {
  workflow: 'w',
  write: { functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:write' },
  deadLetters: { queueUrl: 'http://sqs/dead' },
};

/** Lambda's `Invoke`, as far as a machine calls it. */
export interface Invocation {
  readonly Payload: string;
  readonly ClientContext?: string;
}

export interface Machine {
  readonly type: 'EXPRESS' | 'STANDARD';
  readonly definition: object;
  readonly invoke: (invocation: Invocation) => object;
}

/** The local engine of state machines on virtual time. `begin` makes a machine with a function of the test's own; what it parks is in `letters`. */
export function statesWorld<Letter>(seed: number) {
  const clock = new SimulatedClock(seed);
  const cloud = new Cloud({ clock, store: new Store() });
  const letters: Letter[] = [];
  const send = ({ MessageBody }: { MessageBody: string }) => {
    letters.push(JSON.parse(MessageBody));
    return { MessageId: 'm', MD5OfMessageBody: 'x' };
  };
  /** Resolves to the machine's ARN. */
  const begin = async ({ type, definition, invoke }: Machine): Promise<string> => {
    cloud.add(
      createStatesService(cloud),
      { name: 'lambda', actions: { Invoke: invoke } },
      { name: 'sqs', actions: { SendMessage: send } },
    );
    await cloud.start();
    const { stateMachineArn } = await cloud.call<{ stateMachineArn: string }>('states', 'CreateStateMachine', {
      name: 'w',
      type,
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::000000000000:role/r',
    });
    return stateMachineArn;
  };
  return { clock, cloud, letters, begin };
}
