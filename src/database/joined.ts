/** Stands for null; neither an id nor a time nor JSON is written so. */
const NONE = '-';

/**
 * A column of a set as one text, for `string_to_array($n, e'\n', '-')`: no quoting here and hardly any
 * reading there, half of what a set costs as JSON or as an array. For ids, times, our own words and
 * JSON alone, which are never empty and hold no line break; what a person wrote travels as an array.
 */
export function joined(cells: readonly (string | null)[]): string {
  return cells.map((cell) => cell ?? NONE).join('\n');
}

/** The same of values that are stored as JSON; null and undefined are none. */
export function joinedJson(values: readonly unknown[]): string {
  return joined(values.map((value) => (value == null ? null : JSON.stringify(value))));
}

/** The column of parameter `place` (e.g. `$3`), as an array of the type. */
export function joinedColumn(place: string, type: string): string {
  const texts = `string_to_array(${place}, e'\\n', '${NONE}')`;
  return type === 'text' ? texts : `${texts}::${type}[]`;
}
