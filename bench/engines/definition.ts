/** Four states: two that shape data, and a choice between two ends. */
export const DEFINITION = {
  StartAt: 'Shape',
  States: {
    Shape: { Type: 'Pass', Parameters: { 'id.$': '$.id', 'price.$': '$.price', kind: 'film' }, Next: 'IsDear' },
    IsDear: {
      Type: 'Choice',
      Choices: [{ Variable: '$.price', NumericGreaterThan: 10, Next: 'Dear' }],
      Default: 'Cheap',
    },
    Dear: { Type: 'Pass', Result: 'dear', ResultPath: '$.label', Next: 'Done' },
    Cheap: { Type: 'Pass', Result: 'cheap', ResultPath: '$.label', Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
};

export const input = (n: number) => ({ id: `item-${n}`, price: n % 20 });

/** What the machine gives for an input. */
export const output = (n: number) => ({
  id: `item-${n}`,
  price: n % 20,
  kind: 'film',
  label: n % 20 > 10 ? 'dear' : 'cheap',
});

/** What a contestant is asked, and its answer: how many executions, and the milliseconds that they took. */
export interface Task {
  readonly from: number;
  readonly count: number;
}

/** Answers tasks as a process of its own. */
export function serve(run: (task: Task) => Promise<void>): void {
  process.on('message', (question) => {
    const task = JSON.parse(String(question)) as Task;
    const begin = performance.now();
    run(task).then(
      () => process.send?.({ ms: performance.now() - begin }),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.send?.({ port: 0 });
}
