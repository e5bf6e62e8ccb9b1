// Checks an OpenAPI document by the published schema: prints what is wrong, nothing where it is sound.
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';

const result = await new Validator().validate(JSON.parse(readFileSync(0, 'utf8')));
if (!result.valid) console.log(JSON.stringify(result.errors, null, 1));
