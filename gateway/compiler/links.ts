import { getNamedType, isObjectType } from 'graphql';
import type { LoaderDescriptor } from '../runtime/descriptors.ts';
import type { FieldSelection, ObjectSelection, ValueSelection } from './tree.ts';

/** A place where data comes from: a root operation's answer, or the rows of a link. Links hang on it. */
export interface Anchor {
  readonly kind: 'root' | 'link';
  readonly index: number;
  readonly value: ValueSelection;
  readonly step: Step | undefined;
}

/** One link field of the operation: a set of keys to gather and rows to place. */
export interface LinkUse {
  readonly index: number;
  readonly field: FieldSelection;
  readonly loader: LoaderDescriptor;
  readonly anchor: Anchor | undefined;
  readonly step: Step;
}

/** One fetch: a loader at one level, for all links that meet there. */
export interface Step {
  readonly index: number;
  readonly loader: LoaderDescriptor;
  readonly level: number;
  readonly uses: LinkUse[];
  /** Roots and steps whose data must be there first. */
  readonly after: { readonly roots: Set<number>; readonly steps: Set<number> };
}

/** Finds all links of a stage and groups them into steps: one per level and loader, so that no level asks twice. */
export class LinkPlanner {
  readonly uses: LinkUse[] = [];
  readonly steps: Step[] = [];
  readonly loaders: LoaderDescriptor[] = [];
  readonly byField = new Map<FieldSelection, LinkUse>();
  private queue: Anchor[] = [];

  root(index: number, field: FieldSelection): void {
    if (field.meta?.kind === 'lookup') this.use(field, field.meta.loader, undefined, 1);
    else if (field.value) this.queue.push({ kind: 'root', index, value: field.value, step: undefined });
  }

  /** Level by level, so that all links of one level meet in one step. */
  plan(): void {
    this.queue.sort((a, b) => (a.step?.level ?? 0) - (b.step?.level ?? 0));
    for (let anchor = this.queue.shift(); anchor; anchor = this.queue.shift())
      for (const object of anchor.value.objects.values()) this.scan(object, anchor);
  }

  private scan(object: ObjectSelection, anchor: Anchor): void {
    for (const field of object.fields) {
      if (field.meta?.kind === 'link') this.use(field, field.meta.loader, anchor, (anchor.step?.level ?? 0) + 1);
      else for (const inner of field.value?.objects.values() ?? []) this.scan(inner, anchor);
    }
  }

  private use(field: FieldSelection, loader: LoaderDescriptor, anchor: Anchor | undefined, level: number): void {
    const step = this.stepFor(loader, level);
    const use: LinkUse = { index: this.uses.length, field, loader, anchor, step };
    this.uses.push(use);
    step.uses.push(use);
    this.byField.set(field, use);
    if (anchor?.kind === 'root') step.after.roots.add(anchor.index);
    else if (anchor?.step) step.after.steps.add(anchor.step.index);
    if (field.value && isObjectType(getNamedType(field.value.type)))
      this.queue.push({ kind: 'link', index: use.index, value: field.value, step });
  }

  private stepFor(loader: LoaderDescriptor, level: number): Step {
    const same = this.steps.filter((s) => s.loader.id === loader.id);
    const here = same.find((s) => s.level === level);
    if (here) return here;
    // A later level waits for the earlier one of the same loader, and asks only for what is still missing.
    const after = { roots: new Set<number>(), steps: new Set(same.filter((s) => s.level < level).map((s) => s.index)) };
    const step: Step = { index: this.steps.length, loader, level, uses: [], after };
    this.steps.push(step);
    if (!this.loaders.some((l) => l.id === loader.id)) this.loaders.push(loader);
    return step;
  }
}
