import { kebab } from './naming.ts';

/** What an alarm means and what to do, in words; `<workflow>` stands for the workflow's name. By the alarm's id. */
const ADVICE: Readonly<Record<string, { readonly means: string; readonly steps: readonly string[] }>> = {
  DeadLetters: {
    means:
      'Events that can never be applied as they are were parked, with their payload. The others go on. Letters are kept 14 days.',
    steps: [
      'penstock dead-letters list --workflow <workflow>',
      'penstock dead-letters diff --workflow <workflow>',
      '(mend the item at the source, or the contract or projection; deploy)',
      'penstock dead-letters redrive --workflow <workflow> --yes',
    ],
  },
  PipeDeadLetters: {
    means:
      'The pipe gave up stream records after 18 hours. The letters point into the stream, which forgets after 24 hours: be quick.',
    steps: [
      'penstock dead-letters diff --workflow <workflow> --kind pipe',
      'penstock dead-letters redrive --workflow <workflow> --kind pipe --yes',
      'penstock reconcile <workflow>',
    ],
  },
  QueueDeadLetters: {
    means:
      'The pipe could not start executions with these messages, ten times over: the machine is gone, or its role may not start it.',
    steps: [
      'penstock health --workflow <workflow>',
      'penstock dead-letters redrive --workflow <workflow> --kind queue --yes',
    ],
  },
  RuleDeadLetters: {
    means:
      'The rule could not deliver events to the queue: mostly a missing permission. The letter has the error code.',
    steps: [
      'penstock dead-letters list --workflow <workflow> --kind rule',
      'penstock dead-letters redrive --workflow <workflow> --kind rule --yes',
    ],
  },
  Lag: {
    means: 'Events reach the target more than five minutes after they were written.',
    steps: ['penstock lag --workflow <workflow>', 'penstock executions list --workflow <workflow> --status RUNNING'],
  },
  Backlog: {
    means:
      'The oldest message of the queue waits for more than five minutes: the pipe is stopped, or more comes than goes.',
    steps: ['penstock lag --workflow <workflow>', 'penstock health --workflow <workflow>'],
  },
  Pipe: {
    means:
      'The pipe fails again and again: mostly the target is down. A stream pipe holds its shard and loses nothing for 18 hours.',
    steps: ['penstock executions list --workflow <workflow> --status FAILED', 'penstock executions show <arn>'],
  },
  Executions: {
    means:
      'Executions fail. Behind a stream the pipe tries each again; behind a queue each holds events that were not even parked.',
    steps: [
      'penstock executions list --workflow <workflow> --status FAILED',
      'penstock executions show <arn>',
      'penstock dead-letters redrive --workflow <workflow> --same-definition --yes   (behind a queue, within 14 days)',
    ],
  },
  Throttles: {
    means:
      'Lambda refused invocations of the write function: the account’s concurrency is used up. Events wait and are not lost.',
    steps: ['penstock lag --workflow <workflow>'],
  },
  Drift: {
    means: 'Source and target differed when they were compared last.',
    steps: ['penstock reconcile <workflow>', 'penstock trace <key> --workflow <workflow>'],
  },
  ReconcileErrors: {
    means: 'Source and target could not be compared.',
    steps: ['penstock reconcile <workflow>'],
  },
};

/** Where the repository keeps a workflow's page. */
export const runbookPath = (workflow: string): string => `docs/runbooks/${workflow}.md`;

/** For an alarm's description: whoever is called at night finds the page. */
export function runbookLink(workflow: string, alarm: string): string {
  return `Runbook: ${runbookPath(workflow)}#${kebab(alarm)}`;
}

interface Template {
  readonly Outputs?: Readonly<Record<string, { readonly Value?: unknown }>>;
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** The pages of all workflows of a synthesised template, by path: they say what the alarms say, so they cannot drift from them. */
export function runbooks(template: Template, stack: string): Map<string, string> {
  const alarms = Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties = {} }) => ({
      name: String(Properties.AlarmName),
      description: String(Properties.AlarmDescription ?? ''),
      threshold: Number(Properties.Threshold),
      periods: Number(Properties.EvaluationPeriods),
    }));
  const pages = new Map<string, string>();
  for (const workflow of workflowsOf(template)) {
    const own = alarms.filter(({ description }) => description.includes(`${runbookPath(workflow)}#`));
    pages.set(runbookPath(workflow), page(workflow, stack, own));
  }
  return pages;
}

function workflowsOf({ Outputs = {} }: Template): string[] {
  const texts = Object.entries(Outputs).filter(([key]) => key.startsWith('Workflow'));
  return texts.flatMap(([, { Value }]) => /"name\\?":\\?"([\w-]+)/.exec(JSON.stringify(Value))?.[1] ?? []).sort();
}

interface AlarmText {
  readonly name: string;
  readonly description: string;
  readonly threshold: number;
  readonly periods: number;
}

function page(workflow: string, stack: string, alarms: readonly AlarmText[]): string {
  const intro = [
    `# ${workflow}`,
    '',
    `Generated by \`node bin/runbooks.ts\` from the synthesised template; \`${stack}-${workflow}\` is also the name of its dashboard, state machine and pipe.`,
    'Everything at once: `penstock health`. One key: `penstock trace <key>`. Each command takes `--help`.',
  ];
  return `${[...intro, ...alarms.flatMap((alarm) => section(workflow, alarm))].join('\n')}\n`;
}

function section(workflow: string, { name, description, threshold, periods }: AlarmText): string[] {
  const anchor = description.split('#').at(-1) ?? '';
  const [, advice] = Object.entries(ADVICE).find(([id]) => kebab(id) === anchor) ?? [];
  const [said] = description.split(' Runbook:');
  return [
    '',
    `## ${anchor}`,
    '',
    `Alarm \`${name}\`: ${said} (above ${threshold}, ${periods} minute${periods === 1 ? '' : 's'} long)`,
    ...(advice
      ? ['', advice.means, '', '```', ...advice.steps.map((step) => step.replaceAll('<workflow>', workflow)), '```']
      : []),
  ];
}
