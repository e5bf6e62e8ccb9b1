// Every colour that the scripts draw with: the palette of the whole project, which the map's style and
// the paper read too. page.css defines the variables of the style sheet under the same names; a test keeps both alike.
import palette from '../../../../../tiles/palette.json';

export const colours = palette as { readonly [name in keyof typeof palette]: `#${string}` };
