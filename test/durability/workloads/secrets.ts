import type { Aws } from '../aws.ts';
import { attempt, mustRefuse, type Workload } from '../workload.ts';

const SecretId = 'durable/secret';

/** A secret whose value is raised by one writer. */
export class Secrets implements Workload {
  readonly name = 'secrets';
  acknowledged = 0;
  #value = 0;
  #sent = 0;
  #busy = false;

  async setUp(aws: Aws): Promise<void> {
    await aws.call('secretsmanager', 'CreateSecret', { Name: SecretId, SecretString: '0' });
  }

  async step(aws: Aws): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const next = ++this.#sent;
      const put = aws.call('secretsmanager', 'PutSecretValue', { SecretId, SecretString: String(next) });
      if ((await attempt(put)) === 'unknown') return;
      this.#value = next;
      this.acknowledged += 1;
      const again = aws.call('secretsmanager', 'CreateSecret', { Name: SecretId, SecretString: 'ghost' });
      await mustRefuse(again, 'ResourceExists');
    } finally {
      this.#busy = false;
    }
  }

  async check(aws: Aws): Promise<string[]> {
    const { SecretString } = await aws.call('secretsmanager', 'GetSecretValue', { SecretId });
    const found = Number(SecretString);
    const right = found >= this.#value && found <= this.#sent;
    const wrong = right ? [] : [`the secret is ${SecretString}, not ${this.#value} to ${this.#sent}`];
    this.#value = found;
    this.#sent = found;
    return wrong;
  }

  settle(aws: Aws): Promise<string[]> {
    return this.check(aws);
  }
}
