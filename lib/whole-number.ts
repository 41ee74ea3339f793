/** Checks a number at synthesis: a wrong one would be refused, or misunderstood, only at deployment. @throws Error that names it */
export function wholeNumber(what: string, value: number, least: number, most?: number): void {
  if (Number.isInteger(value) && value >= least && (most === undefined || value <= most)) return;
  const range = most === undefined ? `${least} on` : `${least} to ${most}`;
  throw new Error(`${what} is a whole number from ${range}, not ${value}.`);
}
