// Lints an OpenAPI document by Redocly's recommended rules: prints the errors, then the number of warnings.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
const file = join(folder, 'openapi.json');
writeFileSync(file, readFileSync(0));
const lint = spawnSync(
  'node_modules/.bin/redocly',
  ['lint', file, '--format=json', '--max-problems=1000', '--extends=recommended'],
  {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  },
);
rmSync(folder, { recursive: true });
const start = lint.stdout.indexOf('{');
if (start < 0) throw new Error(lint.stderr || lint.stdout);
const { totals, problems } = JSON.parse(lint.stdout.slice(start));
for (const { ruleId, severity, message, location } of problems)
  if (severity === 'error' || process.argv.includes('--all'))
    console.log(`${severity} ${ruleId}: ${message} ${location?.[0]?.pointer ?? ''}`);
console.log(`${totals.errors} errors, ${totals.warnings} warnings`);
