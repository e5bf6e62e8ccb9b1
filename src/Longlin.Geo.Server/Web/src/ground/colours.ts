// Every colour that the scripts draw with. page.css defines the colours of the style sheet under the same names;
// a test keeps both alike. The map's own style (tiles/**/style.json) stays literal.
export const colours = {
  ink: '#111111',
  text: '#2b2821',
  soft: '#6e6859',
  paper: '#faf9f6',
  notMet: '#d7301f',
  met: '#2b8cbe',
  metLight: '#2b8cbe22',
  warn: '#f2a900',
  power: '#a67c00',
  telecom: '#7b5ea7',
  water: '#2a8c82',
  site: '#4a4a4a',
  hazard: '#a87f00',
  flood: '#4c8fb5',
  ecological: '#4f7d3c',
  farmland: '#8b9436',
  zone: '#8a8a8a',
  land: '#1b7837',
} as const;
