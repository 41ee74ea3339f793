import { Branch } from '../execution/branch.ts';
import { argumentsOf, shapeResult } from '../execution/data.ts';
import { runGroup, stopBranches } from '../execution/group.ts';
import type { Outcome, Visit } from '../execution/visit.ts';
import type { Json } from '../json.ts';
import { mocked } from './task.ts';

/** Runs all branches with the same input; the first that fails stops the others. */
export async function parallel(visit: Visit): Promise<Outcome> {
  const input = await argumentsOf(visit);
  const { branch, state } = visit;
  const mock = branch.execution.plan.test?.mock;
  if (mock) return shapeResult(visit, mocked(mock));
  if (visit.phase.started === undefined) {
    visit.phase = { started: visit.event('ParallelStateStarted') };
  }
  const from = Number(visit.phase.started);
  const text = input === visit.input ? branch.inputText : JSON.stringify(input);
  const branches = (state.Branches ?? []).map((machine, index) => {
    const path = `${branch.path}/${visit.name}/${index}`;
    const made = new Branch({
      execution: branch.execution,
      path,
      machine,
      location: [...branch.location, 'States', visit.name, 'Branches', String(index)],
      parent: branch,
      language: branch.language,
    });
    const saved = branch.execution.takeCheckpoint(path);
    return saved ? made.restore(saved) : made.begin(input, from, text);
  });
  const results = new Array<Json>(branches.length).fill(null);
  const failed = (one: Branch) => {
    branch.previous = one.previous;
    stopBranches(branches.filter((other) => other !== one));
  };
  await runGroup(
    branches,
    () => branches.length,
    failed,
    async (one, index) => {
      results[index] = await one.run();
      branch.previous = one.previous;
    },
  );
  branch.cancellation.check();
  branch.execution.event('ParallelStateSucceeded', branch.previous);
  branch.execution.forgetUnder(branch, visit.name);
  return shapeResult(visit, results);
}
