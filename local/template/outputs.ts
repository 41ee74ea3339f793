import { evaluate } from './evaluate.ts';
import { invalid } from './invalid.ts';
import type { StackScope } from './stack-scope.ts';
import type { Output, StackRecord, StackStore } from './stack-store.ts';
import type { OutputDeclaration } from './template.ts';

/** The stack's outputs; an export's name must be new, and one that another stack imports must neither go nor change. */
export function evaluateOutputs(store: StackStore, stack: StackRecord, scope: StackScope): Output[] {
  const declared = Object.entries(scope.template.Outputs).filter(
    ([, { Condition }]) => !Condition || scope.condition(Condition),
  );
  const outputs = declared.map(([key, declaration]) => outputOf(key, declaration, scope));
  for (const { ExportName } of outputs) if (ExportName) refuseTakenExport(store, ExportName, stack);
  for (const before of stack.outputs) {
    const after = outputs.find(({ ExportName }) => ExportName === before.ExportName);
    if (before.ExportName && after?.OutputValue !== before.OutputValue)
      refuseExportInUse(store, before.ExportName, stack.name);
  }
  return outputs;
}

/** Throws if another stack imports the export. */
export function refuseExportInUse(store: StackStore, name: string, owner: string): void {
  const users = store.liveStacks().filter((stack) => stack.name !== owner && stack.imports.includes(name));
  if (users.length > 0)
    throw invalid(
      `Export ${name} cannot be deleted as it is in use by ${users.map((stack) => stack.name).join(' and ')}`,
    );
}

function outputOf(key: string, { Value, Description, Export }: OutputDeclaration, scope: StackScope): Output {
  const value = evaluate(Value, scope);
  const name = Export && evaluate(Export.Name, scope);
  return {
    OutputKey: key,
    OutputValue: Array.isArray(value) ? value.join(',') : String(value),
    ...(Description ? { Description } : {}),
    ...(name === undefined ? {} : { ExportName: String(name) }),
  };
}

function refuseTakenExport(store: StackStore, name: string, owner: StackRecord): void {
  const other = store
    .liveStacks()
    .find((stack) => stack.id !== owner.id && stack.outputs.some((o) => o.ExportName === name));
  if (other) throw invalid(`Export with name ${name} is already exported by stack ${other.name}`);
}
