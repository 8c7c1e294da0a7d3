import React, { useState } from 'react';
import type { ApiKeyView } from '../../../src/access/list-api-keys.js';
import { desk } from '../frame/desk-client';
import { ActDialog, Dialog } from '../frame/dialog';
import { CheckField, TextArea, TextField } from '../frame/fields';
import { Note } from '../frame/notice';
import { useAct } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { Code } from '../frame/values';

/** As `src/access/access.entities.ts` knows them; the server refuses others. */
const SCOPES = [
  'subscriptions:read',
  'cancellations:read',
  'cancellations:write',
  'batches:read',
  'batches:write',
  'events:read',
  'webhooks:manage',
];

/** A new key: what it may do and whose accounts it sees; then the key itself, this once. */
export function CreateKeyDialog({
  onClose,
  onCreated,
}: {
  onClose: () => void;
  onCreated: () => void;
}): React.JSX.Element {
  const { t } = useTexts();
  const { busy, error, run } = useAct();
  const [name, setName] = useState('');
  const [client, setClient] = useState('');
  const [accounts, setAccounts] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>([
    'subscriptions:read',
    'cancellations:read',
  ]);
  const [created, setCreated] = useState<(ApiKeyView & { key: string }) | null>(null);
  const create = async (): Promise<void> => {
    const emails = accounts.split(/[\s,;]+/).filter((email) => email !== '');
    const body = {
      name,
      scopes,
      ...(client.trim() === '' ? {} : { client: client.trim() }),
      ...(emails.length === 0 ? {} : { accounts: emails }),
    };
    await run(async () => {
      setCreated(await desk.post<ApiKeyView & { key: string }>('/api-keys', body));
      onCreated();
    });
  };
  if (created) {
    return (
      <Dialog title={t('apiKeys.created', { name: created.name })} onClose={onClose}>
        <Note tone="caution">{t('apiKeys.once')}</Note>
        <p>
          <Code>{created.key}</Code>
        </p>
        <div className="actions">
          <button type="button" className="primary" onClick={onClose}>
            {t('apiKeys.kept')}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <ActDialog
      title={t('apiKeys.create')}
      verb={t('apiKeys.create')}
      busy={busy}
      error={error}
      onAct={() => void create()}
      onClose={onClose}
    >
      <TextField
        label={t('apiKeys.columns.name')}
        required
        maxLength={100}
        value={name}
        onChange={setName}
      />
      <TextField
        label={t('apiKeys.columns.client')}
        hint={t('apiKeys.clientHint')}
        maxLength={100}
        value={client}
        onChange={setClient}
      />
      <TextArea
        label={t('apiKeys.accountsLabel')}
        hint={t('apiKeys.accountsHint')}
        rows={2}
        value={accounts}
        onChange={setAccounts}
      />
      <fieldset>
        <legend>{t('apiKeys.columns.scopes')}</legend>
        {SCOPES.map((scope) => (
          <CheckField
            key={scope}
            label={scope}
            checked={scopes.includes(scope)}
            onChange={(checked) =>
              setScopes(checked ? [...scopes, scope] : scopes.filter((one) => one !== scope))
            }
          />
        ))}
      </fieldset>
    </ActDialog>
  );
}
