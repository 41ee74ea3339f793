import { GraphQLDeferDirective } from '@graphql-tools/utils';
import {
  type ASTVisitor,
  type DirectiveNode,
  GraphQLError,
  GraphQLSchema,
  Kind,
  type ValidationContext,
} from 'graphql';
import { refused } from './limits.ts';

/** The schema with `@defer` in it, which graphql-js 16 does not bring. The types are the same objects. */
export const withDefer = (schema: GraphQLSchema): GraphQLSchema =>
  new GraphQLSchema({ ...schema.toConfig(), directives: [...schema.getDirectives(), GraphQLDeferDirective] });

/** Each part is an execution. */
const MOST_DEFERRED = 10;

/** Labels are written out, and each is used once, so that a client can tell the parts apart. */
export function deferRule(context: ValidationContext): ASTVisitor {
  const labels = new Set<string>();
  let count = 0;
  return {
    Directive: (node) => {
      if (node.name.value !== 'defer') return;
      if (++count === MOST_DEFERRED + 1) context.reportError(refused('too many deferred fragments', MOST_DEFERRED));
      const error = labelError(node, labels);
      if (error) context.reportError(error);
    },
  };
}

function labelError(node: DirectiveNode, labels: Set<string>): GraphQLError | undefined {
  const label = node.arguments?.find((a) => a.name.value === 'label')?.value;
  if (!label || label.kind === Kind.NULL) return undefined;
  if (label.kind !== Kind.STRING) return new GraphQLError('The label of @defer must be written out.', { nodes: node });
  if (labels.has(label.value)) return new GraphQLError(`The label "${label.value}" is used twice.`, { nodes: node });
  labels.add(label.value);
  return undefined;
}

/** Whether the client can take an answer in parts. To others everything is sent at once, as the draft allows. */
export const takesParts = (accept: string | undefined): boolean =>
  /multipart\/mixed|text\/event-stream/.test(accept ?? '');
