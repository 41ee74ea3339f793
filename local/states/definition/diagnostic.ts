/** One finding about a definition, as ValidateStateMachineDefinition lists it. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

/** Collects findings while a definition is walked. */
export class Findings {
  readonly all: Diagnostic[] = [];

  schema(message: string, location: string): void {
    this.add('SCHEMA_VALIDATION_FAILED', message, location);
  }

  add(code: string, message: string, location: string): void {
    this.all.push({ severity: 'ERROR', code, message, location });
  }
}

/** How CreateStateMachine words the findings. */
export const asMessage = (findings: readonly Diagnostic[]): string =>
  `Invalid State Machine Definition: '${findings
    .map(({ code, message, location }) => `${code}: ${message}${location === undefined ? '' : ` at ${location}`}`)
    .join(', ')}'`;
