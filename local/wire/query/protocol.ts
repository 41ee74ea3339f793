import type { AwsError } from '../../errors.ts';
import { AwsError as Refusal } from '../../errors.ts';
import type { Answer, Call, Protocol, WireRequest } from '../protocol.ts';
import { scopeOf } from '../signature.ts';
import { readForm } from './form.ts';
import { QUERY_SERVICES, type QueryService, type XmlShape } from './shapes.ts';
import { escapeXml, structureXml } from './xml.ts';

const FORM = 'application/x-www-form-urlencoded';

/**
 * AWS Query: form fields in, XML out. SNS, STS, IAM, CloudFormation and CloudWatch speak it, and SQS does with older clients, which
 * post to the queue's URL, so that the path says nothing. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const queryProtocol: Protocol = {
  speaks: ({ method, headers }) => method === 'POST' && (headers['content-type'] ?? '').startsWith(FORM),
  read(request) {
    const body = request.body.toString();
    const action = /(?:^|&)Action=([A-Za-z0-9]+)/.exec(body)?.[1];
    const spoken = serviceOf(request);
    if (!action) throw new Refusal('MissingAction', 'The request must contain the parameter Action');
    if (!spoken) throw new Refusal('InvalidAction', `The action ${action} is not valid for this endpoint.`);
    return toCall(spoken, action, readForm(body, spoken));
  },
  refuse(error, requestId, request) {
    const spoken = serviceOf(request);
    return xml(error.status, errorXml(error, requestId, spoken), requestId);
  },
};

function serviceOf(request: WireRequest): QueryService | undefined {
  const byScope = QUERY_SERVICES.get(scopeOf(request).service ?? '');
  if (byScope) return byScope;
  const version = /(?:^|&)Version=([\d-]+)/.exec(request.body.toString('latin1', 0, 100_000))?.[1];
  return QUERY_SERVICES.get(version ?? '');
}

function toCall(spoken: QueryService, action: string, input: Record<string, unknown>): Call {
  return {
    service: spoken.service,
    action,
    input,
    unknownAction: 'InvalidAction',
    answer(output, requestId) {
      const result = structureXml((output as object | undefined) ?? {}, shapesOf(spoken, action));
      const id = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      const body = `<${action}Result>${result}</${action}Result>${id}`;
      return xml(200, `<${action}Response xmlns="${spoken.namespace}">${body}</${action}Response>`, requestId);
    },
  };
}

/** The entries of a batch's answer are named after the action. */
function shapesOf(spoken: QueryService, action: string): QueryService {
  if (spoken.service !== 'sqs' || !action.endsWith('Batch')) return spoken;
  const Successful: XmlShape = { kind: 'flat', element: `${action}ResultEntry` };
  return { ...spoken, output: { ...spoken.output, Successful } };
}

function errorXml(error: AwsError, requestId: string, spoken: QueryService | undefined): string {
  const given = error.fields.queryErrorCode;
  const own = typeof given === 'string' ? given.split(';')[0] : undefined;
  const code = own ?? spoken?.errorCode(error.code) ?? error.code;
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  const content = `<Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const namespace = spoken ? ` xmlns="${spoken.namespace}"` : '';
  return `<ErrorResponse${namespace}><Error>${content}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

const xml = (status: number, body: string, requestId: string): Answer => ({
  status,
  headers: ['x-amzn-RequestId', requestId, 'Content-Type', 'text/xml'],
  body: `<?xml version="1.0"?>${body}`,
});
