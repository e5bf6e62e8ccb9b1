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

// The layer of a service's network, or null.
export const networkOf = (rules: Rules, service: string): string | null =>
  rules.services.find(s => s.service === service)?.layer ?? null;

// The layers of all networks.
export const networks = (rules: Rules): string[] => [...new Set(rules.services.flatMap(s => s.layer ?? []))];

// What finished work sets on an asset of a layer: the attribute that it improves, as of always.
export function improvement(rules: Rules, layer: string): { set?: Record<string, string | null> } {
  const improved = rules.services.find(s => s.layer === layer && s.improves)?.improves;
  return improved ? { set: { [improved.column]: improved.value, [improved.dateColumn]: null } } : {};
}

// The road service that a question of this service means: itself where it is one.
export const roadOf = (rules: Rules, service: string): string =>
  networkOf(rules, service) === networkOf(rules, rules.uses.hardenedRoad) ? service : rules.uses.hardenedRoad;
