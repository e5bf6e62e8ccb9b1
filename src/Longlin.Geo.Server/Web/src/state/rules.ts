import type { Schema } from '../ground/api';
import type { Text } from '../ground/words';
import type { Question } from './timeline';

export type Rule = Schema<'CoverageRule'>;

// The services, rules and prices that the service computes with.
export type Rules = Schema<'RulesDocument'>;

// A rule about a service; the others are about a number of the county.
export type ServiceRule = Rule & { service: string };

// Rules about hamlets of a size. A rule that counts poor persons only is one of the bureaus' questions.
export const hamletRules = (rules: Rules): ServiceRule[] =>
  rules.rules.filter((r): r is ServiceRule => r.subject === 'hamlet' && !r.poorOnly && r.service !== null);

// The rule that a question of service and size is, if there is one.
export const ruleOf = (rules: Rules, question: Question): Rule | undefined =>
  hamletRules(rules).find(r => r.service === question.service && r.minHouseholds === question.minHouseholds);

export const serviceTitle = (rules: Rules, service: string): Text =>
  rules.services.find(s => s.service === service)?.title ?? { zh: service, en: service };
