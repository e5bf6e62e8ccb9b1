import type { Text } from '../ground/words';
import type { Question } from './timeline';

export interface Rule {
  rule: string;
  subject: string;
  service: string;
  minHouseholds: number;
  poorOnly: boolean;
  clause: string;
  deadline: string | null;
  passRatio: number | null;
}

// The services, rules and prices that the service computes with.
export interface Rules {
  standard: string;
  services: { service: string; title: Text; subjects: string[] }[];
  rules: Rule[];
  costs: {
    verified: boolean;
    services: Record<string, { upgradeYuanPerMetre: number; buildYuanPerMetre: number }>;
  } | null;
}

// Rules about hamlets of a size. A rule that counts poor persons only is one of the bureaus' questions.
export const hamletRules = (rules: Rules): Rule[] => rules.rules.filter(r => r.subject === 'hamlet' && !r.poorOnly);

// The rule that a question of service and size is, if there is one.
export const ruleOf = (rules: Rules, question: Question): Rule | undefined =>
  hamletRules(rules).find(r => r.service === question.service && r.minHouseholds === question.minHouseholds);

export const serviceTitle = (rules: Rules, service: string): Text =>
  rules.services.find(s => s.service === service)?.title ?? { zh: service, en: service };
