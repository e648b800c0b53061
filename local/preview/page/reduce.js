// One value for many.

const numbers = (values) => values.filter((value) => typeof value === "number");
const known = (values) => values.filter((value) => value !== null && value !== undefined);
const sum = (values) => numbers(values).reduce((all, value) => all + value, 0);
const orNull = (values, reducer) => (values.length ? reducer(values) : null);

const REDUCERS = {
  lastNotNull: (values) => known(values).at(-1) ?? null,
  last: (values) => values.at(-1) ?? null,
  firstNotNull: (values) => known(values)[0] ?? null,
  first: (values) => values[0] ?? null,
  sum: (values) => orNull(numbers(values), sum),
  total: (values) => orNull(numbers(values), sum),
  mean: (values) => orNull(numbers(values), (found) => sum(found) / found.length),
  min: (values) => orNull(numbers(values), (found) => found.reduce((a, b) => Math.min(a, b))),
  max: (values) => orNull(numbers(values), (found) => found.reduce((a, b) => Math.max(a, b))),
  count: (values) => values.length,
  range: (values) => orNull(numbers(values), (found) => REDUCERS.max(found) - REDUCERS.min(found)),
  diff: (values) => orNull(numbers(values), (found) => found.at(-1) - found[0]),
};

export const reduceNames = { lastNotNull: "Last", mean: "Mean", max: "Max", min: "Min", sum: "Total", total: "Total" };

export function reduced(values, reducer = "lastNotNull") {
  if (!REDUCERS[reducer]) throw new Error(`The preview does not know the calculation “${reducer}”.`);
  return REDUCERS[reducer](values);
}
