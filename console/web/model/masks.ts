import { type ComputedRef, computed, type InjectionKey, inject, provide } from 'vue';
import { live } from './live.ts';
import { personalShown } from './settings.ts';

/** The names of the fields that are masked; `*` is all. None while personal data are shown on purpose. */
export type Masks = ComputedRef<readonly string[]>;

const KEY: InjectionKey<Masks> = Symbol('masks');

/** What is shown below belongs to this workflow, whose contract says what is personal. Until that is known everything is masked. */
export function provideMasks(workflow: () => string | undefined): Masks {
  const masks = masksOf(workflow);
  provide(KEY, masks);
  return masks;
}

/** The masks for what is shown here. */
export function useMasks(): Masks {
  return inject(KEY, () => masksOf(() => undefined), true);
}

/** For text of several workflows (lists): what any of them marks is masked. */
export function masksOf(workflow: () => string | undefined): Masks {
  return computed(() => {
    if (personalShown.value) return [];
    const personal = live.session.value?.personal;
    if (!personal) return ['*'];
    const name = workflow();
    const own =
      name === undefined
        ? Object.values(personal)
            .flat()
            .filter((field) => field !== '*')
        : (personal[name] ?? []);
    return [...own, ...(live.session.value?.alwaysMasked ?? [])];
  });
}
