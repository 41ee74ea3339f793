import type { Action } from '../../cloud.ts';
import type { LambdaEngine } from '../engine.ts';
import { invalidParameter, notFound } from '../errors.ts';

/** Reserved concurrency, tags, and the settings that every function has at their defaults here. */
export function settingActions(engine: LambdaEngine): Record<string, Action> {
  return { ...concurrencyActions(engine), ...tagActions(engine), ...fixedSettings(engine) };
}

function concurrencyActions(engine: LambdaEngine): Record<string, Action> {
  const set = (name: string, reservedConcurrency: number | undefined) => {
    const entry = engine.functions.get(name);
    if (entry) engine.functions.putSettings(name, { ...entry.settings, reservedConcurrency });
  };
  return {
    PutFunctionConcurrency: (input, context) => {
      const { name } = engine.entry(input.FunctionName, context);
      const reserved = input.ReservedConcurrentExecutions;
      if (!Number.isInteger(reserved) || reserved < 0)
        throw invalidParameter('ReservedConcurrentExecutions must be a number from 0.');
      if (reserved > 900)
        throw invalidParameter(
          "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
        );
      set(name, reserved);
      return { ReservedConcurrentExecutions: reserved };
    },
    GetFunctionConcurrency: (input, context) => ({
      ReservedConcurrentExecutions: engine.entry(input.FunctionName, context).entry.settings.reservedConcurrency,
    }),
    DeleteFunctionConcurrency: (input, context) => set(engine.entry(input.FunctionName, context).name, undefined),
  };
}

function tagActions(engine: LambdaEngine): Record<string, Action> {
  return {
    TagResource: (input, context) => {
      const { name, entry } = engine.entry(input.Resource, context);
      engine.functions.putSettings(name, { ...entry.settings, tags: { ...entry.settings.tags, ...input.Tags } });
    },
    UntagResource: (input, context) => {
      const { name, entry } = engine.entry(input.Resource, context);
      const kept = Object.entries(entry.settings.tags).filter(([key]) => !input.TagKeys?.includes(key));
      engine.functions.putSettings(name, { ...entry.settings, tags: Object.fromEntries(kept) });
    },
    ListTags: (input, context) => ({ Tags: engine.entry(input.Resource, context).entry.settings.tags }),
  };
}

/** Read by infrastructure tools; writing them is not supported, but for their default. */
function fixedSettings(engine: LambdaEngine): Record<string, Action> {
  return {
    GetRuntimeManagementConfig: (input, context) => {
      const { name } = engine.entry(input.FunctionName, context);
      return { UpdateRuntimeOn: 'Auto', FunctionArn: engine.arn(name, context) };
    },
    GetFunctionRecursionConfig: (input, context) => {
      engine.entry(input.FunctionName, context);
      return { RecursiveLoop: 'Terminate' };
    },
    GetProvisionedConcurrencyConfig: (input, context) => {
      engine.resolve(input.FunctionName, input.Qualifier, context);
      throw notFound(`No Provisioned Concurrency Config found for this function`);
    },
  };
}
