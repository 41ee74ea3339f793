import { type Buses, busNameOf } from './buses.ts';
import { notFound } from './errors.ts';
import type { Rules } from './rules.ts';

interface Tag {
  Key: string;
  Value: string;
}

interface TagInput {
  readonly ResourceARN?: string;
  readonly Tags?: Tag[];
  readonly TagKeys?: string[];
}

/** Tags of buses and rules. */
export class Tagging {
  readonly #buses: Buses;
  readonly #rules: Rules;

  constructor(buses: Buses, rules: Rules) {
    this.#buses = buses;
    this.#rules = rules;
  }

  tag(input: TagInput) {
    const given = input.Tags ?? [];
    this.#change(input, (tags) => [...tags.filter(({ Key }) => !given.some((tag) => tag.Key === Key)), ...given]);
    return {};
  }

  untag(input: TagInput) {
    this.#change(input, (tags) => tags.filter(({ Key }) => !input.TagKeys?.includes(Key)));
    return {};
  }

  list(input: TagInput) {
    return { Tags: this.#find(input).tags };
  }

  #change(input: TagInput, change: (tags: Tag[]) => Tag[]): void {
    const { tags, save } = this.#find(input);
    save(change(tags));
  }

  #find(input: TagInput): { tags: Tag[]; save: (tags: Tag[]) => void } {
    const arn = String(input.ResourceARN);
    const path = arn.split(':rule/')[1];
    if (path === undefined) {
      const bus = this.#buses.get(busNameOf(arn));
      return { tags: bus.tags, save: (tags) => this.#buses.save({ ...bus, tags }) };
    }
    const slash = path.lastIndexOf('/');
    const [bus, name] = slash < 0 ? ['default', path] : [path.slice(0, slash), path.slice(slash + 1)];
    const rule = this.#rules.find(bus, name);
    if (!rule) throw notFound(`Rule ${name} does not exist on EventBus ${bus}.`);
    return { tags: rule.tags, save: (tags) => this.#rules.save({ ...rule, tags }) };
  }
}
