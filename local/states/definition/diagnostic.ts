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

  /** @param location none for what concerns the whole definition */
  add(code: string, message: string, location?: string): void {
    this.all.push({ severity: 'ERROR', code, message, ...(location === undefined ? {} : { location }) });
  }

  /** True if the definition has not even the shape of a machine. */
  get malformed(): boolean {
    return this.all.some(({ code }) => code === 'SCHEMA_VALIDATION_FAILED');
  }
}

/** How CreateStateMachine words the findings; one without a location stands `at null`, as AWS prints it. */
export const asMessage = (findings: readonly Diagnostic[]): string =>
  `Invalid State Machine Definition: '${findings
    .map(({ code, message, location = 'null' }) => `${code}: ${message} at ${location}`)
    .join(', ')}'`;
